import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import { WeftError } from "../error.ts";

/** How {@linkcode renderPng} draws. */
export interface PngOptions {
  /**
   * Pixels of the image for each pixel of the SVG; 2 where it is not given, for dense screens and
   * print.
   */
  scale?: number;
}

/**
 * A subset of Inter 4.001 (Latin, Greek, arrows and signs of mathematics) in two weights, 84 kB,
 * under the OFL.
 */
const FONTS = ["./fonts/inter_regular.ttf", "./fonts/inter_semibold.ttf"];

/**
 * Renders a figure as PNG, with the typeface that lies beside this module and no other: the image
 * does not depend on what is installed.
 *
 * @param svg The figure, as text.
 * @param options The scale.
 * @returns The bytes of a PNG file.
 * @throws {WeftError} `usage` where the scale is not positive or the SVG cannot be read, `file`
 * where a font is missing.
 *
 * @example
 * ```ts
 * import { drawing } from "./drawing.ts";
 * import { renderPng } from "./png.ts";
 *
 * const svg = drawing(10, 10, (root) => {
 *   root.rect(10, 10).fill("#0b69b0");
 * }, { title: "A square", description: "" });
 * console.assert(renderPng(svg)[1] === "P".charCodeAt(0));
 * ```
 */
export function renderPng(svg: string, options: PngOptions = {}): Uint8Array {
  const { scale = 2 } = options;
  if (!(scale > 0 && Number.isFinite(scale))) {
    throw new WeftError(
      "usage",
      `Cannot render the PNG: expected a scale greater than 0 but got ${scale}`,
      "Pass 1 for the size of the SVG, 2 for twice that",
    );
  }
  // Relative to this module, wherever the package is installed; a missing font would silently leave
  // out all text.
  const fontFiles = FONTS.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const missing = fontFiles.find((path) => !existsSync(path));
  if (missing !== undefined) {
    throw new WeftError(
      "file",
      `Cannot render the PNG: the font ${missing} is missing`,
      "Install weft again",
    );
  }
  try {
    const image = new Resvg(svg, {
      fitTo: { mode: "zoom", value: scale },
      font: {
        fontFiles,
        loadSystemFonts: false,
        defaultFontFamily: "Inter",
        sansSerifFamily: "Inter",
      },
    });
    return new Uint8Array(image.render().asPng());
  } catch (error) {
    throw new WeftError(
      "usage",
      `Cannot render the PNG: ${error instanceof Error ? error.message : String(error)}`,
      "Pass an SVG that a figure of weft returned",
      { cause: error },
    );
  }
}

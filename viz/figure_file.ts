import { writeFileAtomic } from "../cli/file.ts";
import { renderPng } from "./png.ts";

/** A file of a figure. */
export interface FigureFile {
  /** The path, or a part of it, ending in `.svg` or `.png`. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Makes the two files of a figure: SVG, and PNG drawn with the bundled typeface.
 *
 * @param path The path without the ending.
 * @param svg The figure.
 * @param scale Pixels of the PNG for each pixel of the SVG. Default 2.
 *
 * @example
 * ```ts
 * import { perClass } from "weft-ml";
 * import { figureFiles } from "./figure_file.ts";
 *
 * const results = [{ label: "Bag", precision: 1, recall: 1, f1: 1, count: 9 }];
 * const [svg, png] = figureFiles("figures/per_class", perClass(results, { title: "By class" }));
 * console.assert(svg.path === "figures/per_class.svg" && png.path === "figures/per_class.png");
 * ```
 */
export function figureFiles(
  path: string,
  svg: string,
  scale = 2,
): [svg: FigureFile, png: FigureFile] {
  return [
    { path: `${path}.svg`, bytes: new TextEncoder().encode(svg) },
    { path: `${path}.png`, bytes: new Uint8Array(renderPng(svg, { scale })) },
  ];
}

/** Writes a figure as SVG and PNG. The folder must exist. */
export async function writeFigure(path: string, svg: string): Promise<void> {
  for (const file of figureFiles(path, svg)) await writeFileAtomic(file.path, file.bytes);
}

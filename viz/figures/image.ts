// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { encodePng } from "../encode_png.ts";
import type { SvgElement } from "../svg_element.ts";
import type { Theme } from "./theme.ts";

/** Square grey images, one after another. */
export interface ImageStack {
  /** Pixels of a side. */
  readonly side: number;
  /** Grey levels 0 to 255 of image `index`, [side, side]. */
  readonly at: (index: number) => Uint8Array;
}

/**
 * Pixels stay squares: browsers ask for it in CSS, other renderers by an attribute that browsers
 * take for something else.
 */
const PIXELS_STAY_SQUARE =
  "@supports (image-rendering:pixelated){.weft-image{image-rendering:pixelated}}";

/**
 * Tells the images of a figure apart.
 *
 * @param what What the figure is called in an error.
 * @param images [count, side, side]: grey levels 0 to 255 as bytes, or 0 to 1 as floats.
 * @param count How many images there are; more than 0.
 * @returns The images.
 * @throws {WeftError} `usage` where they are not square, or a float is not finite.
 *
 * @example
 * ```ts
 * import { imageStack } from "./image.ts";
 *
 * console.assert(imageStack("grid", new Uint8Array(3 * 784), 3).side === 28);
 * ```
 */
export function imageStack(
  what: string,
  images: Uint8Array | Float32Array,
  count: number,
): ImageStack {
  const pixels = images.length / count;
  const side = Math.sqrt(pixels);
  if (!Number.isInteger(side) || side === 0) {
    throw new WeftError(
      "usage",
      `Cannot draw the ${what}: ${images.length} values are not ${count} square images`,
      "Pass the grey levels of each image, 28 x 28 of Fashion-MNIST, and one label or caption for each",
    );
  }
  if (images instanceof Uint8Array) {
    return { side, at: (index) => images.subarray(index * pixels, (index + 1) * pixels) };
  }
  const bad = images.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new WeftError(
      "usage",
      `Cannot draw the ${what}: a pixel of image ${Math.floor(bad / pixels)} is ${images[bad]}`,
      "Pass grey levels from 0 to 1",
    );
  }
  const grey = (value: number) => Math.round(255 * Math.max(0, Math.min(1, value)));
  return {
    side,
    at: (index) => Uint8Array.from(images.subarray(index * pixels, (index + 1) * pixels), grey),
  };
}

/**
 * Lets the images of a figure keep their pixels as squares when they are drawn larger. Call it once
 * a figure.
 *
 * @param parent What to draw on.
 *
 * @example
 * ```ts
 * import { drawing } from "../drawing.ts";
 * import { keepPixelsSquare } from "./image.ts";
 *
 * const svg = drawing(9, 9, keepPixelsSquare, { title: "Nothing", description: "" });
 * console.assert(svg.includes("pixelated"));
 * ```
 */
export function keepPixelsSquare(parent: SvgElement): void {
  parent.element("style").words(PIXELS_STAY_SQUARE);
}

/**
 * Draws an image: 0 in the colour of the paper, 255 in that of ink, so that a garment looks as in
 * the photograph whose negative it is.
 *
 * @param parent What to draw on.
 * @param grey Grey levels 0 to 255, [side, side].
 * @param place The upper left corner and the side in pixels of the figure.
 * @param theme The looks of the figure.
 *
 * @example
 * ```ts
 * import { drawing } from "../drawing.ts";
 * import { drawImage } from "./image.ts";
 * import { THEMES } from "./theme.ts";
 *
 * const svg = drawing(56, 56, (root) => {
 *   drawImage(root, new Uint8Array(784), { x: 0, y: 0, side: 56 }, THEMES.light);
 * }, { title: "An empty image", description: "" });
 * console.assert(svg.includes("data:image/png;base64,"));
 * ```
 */
export function drawImage(
  parent: SvgElement,
  grey: Uint8Array,
  place: { readonly x: number; readonly y: number; readonly side: number },
  { image: { zero, full } }: Theme,
): void {
  const side = Math.sqrt(grey.length);
  const printed = grey.map((value) => Math.round(zero + (full - zero) * value / 255));
  const base64 = btoa(String.fromCharCode(...encodePng(side, side, printed)));
  parent.element("image", {
    class: "weft-image",
    "image-rendering": "optimizeSpeed",
    href: `data:image/png;base64,${base64}`,
    x: place.x,
    y: place.y,
    width: place.side,
    height: place.side,
  });
}

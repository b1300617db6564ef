// This module is browser compatible.
import { readPalette } from "./palette.ts";
import { IMAGE_SIDE } from "../../data/image.ts";

const VALUES = IMAGE_SIDE * IMAGE_SIDE;

/** One image of many: [28,28] of [count,28,28]. */
export function imageAt<Images extends Uint8Array | Float32Array>(
  images: Images,
  index: number,
): Images {
  return images.subarray(index * VALUES, (index + 1) * VALUES) as Images;
}

/**
 * Draws a garment in the page's ink, as opaque as its grey levels, so that it lies on any ground:
 * dark on light, light on dark.
 *
 * @param canvas Becomes 28 x 28 pixels; the style sheet says how large it is shown.
 * @param image [28,28]: grey levels 0..255 as bytes, or 0..1 as floats.
 * @param ink Its colour, `#rrggbb`: for whoever draws many, and asks the page once.
 */
export function drawGarment(
  canvas: HTMLCanvasElement,
  image: Uint8Array | Float32Array,
  ink: string = readPalette().ink,
): void {
  if (canvas.width !== IMAGE_SIDE) canvas.width = IMAGE_SIDE;
  if (canvas.height !== IMAGE_SIDE) canvas.height = IMAGE_SIDE;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16));
  const full = image instanceof Uint8Array ? 1 : 255;
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(IMAGE_SIDE, IMAGE_SIDE);
  for (let i = 0; i < VALUES; i++) {
    pixels.data[4 * i] = red!;
    pixels.data[4 * i + 1] = green!;
    pixels.data[4 * i + 2] = blue!;
    pixels.data[4 * i + 3] = Math.round(image[i]! * full);
  }
  context.putImageData(pixels, 0, 0);
}

/**
 * A canvas with a garment on it.
 *
 * @param name What it shows, for those who cannot see it; a canvas beside a text that says it has
 * none.
 */
export function garmentCanvas(
  image: Uint8Array | Float32Array,
  name?: string,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.className = "garment";
  if (name === undefined) canvas.setAttribute("aria-hidden", "true");
  else {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", name);
  }
  drawGarment(canvas, image);
  return canvas;
}

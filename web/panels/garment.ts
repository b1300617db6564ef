// This module is browser compatible.
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../data/image.ts";
import { readPalette } from "./palette.ts";

/** Selects one image, [28,28], of [count,28,28]. */
export function imageAt<Images extends Uint8Array | Float32Array>(
  images: Images,
  index: number,
): Images {
  return images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS) as Images;
}

/**
 * Draws a garment in the colour of the page's text; its grey levels become the opacity. It is dark
 * on a light theme and light on a dark one.
 *
 * @param canvas Gets 28 x 28 pixels; the style sheet scales it.
 * @param image [28,28]: grey levels 0..255 as bytes, or 0..1 as floats.
 * @param ink The colour, `#rrggbb`. Pass it when many images are drawn: the default reads the
 * styles.
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
  for (let i = 0; i < IMAGE_PIXELS; i++) {
    pixels.data[4 * i] = red!;
    pixels.data[4 * i + 1] = green!;
    pixels.data[4 * i + 2] = blue!;
    pixels.data[4 * i + 3] = Math.round(image[i]! * full);
  }
  context.putImageData(pixels, 0, 0);
}

/**
 * Makes a canvas with a garment on it.
 *
 * @param name The accessible name; leave it out where a text beside the canvas says the same.
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

// This module is browser compatible.
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../../data/image.ts";
import { THEMES } from "../../../viz/figures/theme.ts";
import { themeName } from "../../theme.ts";

/**
 * Paints 28x28 grey levels on a canvas of that size, dark on light in the light theme. The style
 * sheet scales the canvas without smoothing.
 */
export function paintImage(canvas: HTMLCanvasElement, image: ArrayLike<number>): void {
  canvas.width = canvas.height = IMAGE_SIDE;
  const { zero, full } = THEMES[themeName()].image;
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(IMAGE_SIDE, IMAGE_SIDE);
  for (let i = 0; i < IMAGE_PIXELS; i++) {
    const level = zero + (full - zero) * image[i]! / 255;
    pixels.data.fill(level, 4 * i, 4 * i + 3);
    pixels.data[4 * i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}

/** Paints a rendered drawing, which is light on black, in the colours of the theme. */
export function paintDrawing(canvas: HTMLCanvasElement, drawing: ImageData): void {
  canvas.width = drawing.width;
  canvas.height = drawing.height;
  const { zero, full } = THEMES[themeName()].image;
  const pixels = new ImageData(drawing.width, drawing.height);
  for (let i = 0; i < pixels.data.length; i += 4) {
    const level = zero + (full - zero) * drawing.data[i]! / 255;
    pixels.data.fill(level, i, i + 3);
    pixels.data[i + 3] = 255;
  }
  canvas.getContext("2d")!.putImageData(pixels, 0, 0);
}

/** The side of the canvas for pictures, in pixels. */
export const PICTURE_SIDE = 560;

/** Paints a whole picture in the middle of a square canvas. */
export function paintPicture(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap | HTMLVideoElement,
  width: number,
  height: number,
): void {
  canvas.width = canvas.height = PICTURE_SIDE;
  const scale = PICTURE_SIDE / Math.max(width, height);
  const context = canvas.getContext("2d")!;
  context.clearRect(0, 0, PICTURE_SIDE, PICTURE_SIDE);
  const [w, h] = [width * scale, height * scale];
  context.drawImage(picture, (PICTURE_SIDE - w) / 2, (PICTURE_SIDE - h) / 2, w, h);
}

// This module is browser compatible.
import { canvasDots } from "./canvas_dots.ts";
import type { DotRenderer } from "./dot_renderer.ts";
import { webglDots } from "./webgl_dots.ts";

/** Canvas 2D pans up to this number of points at 60 frames per second. WebGL draws more points. */
export const MOST_ON_CANVAS = 20_000;

/**
 * Makes a renderer that is fast enough for a number of points. Without WebGL, Canvas 2D draws any
 * number, but slower.
 *
 * @param canvas A canvas without a context.
 * @param onRestored Called when the GPU lost its memory and got it back: draw another frame.
 */
export function createDots(
  canvas: HTMLCanvasElement,
  count: number,
  onRestored: () => void,
): DotRenderer {
  return (count > MOST_ON_CANVAS ? webglDots(canvas, onRestored) : undefined) ?? canvasDots(canvas);
}

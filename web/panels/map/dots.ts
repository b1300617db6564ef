// This module is browser compatible.
import { canvasDots } from "./canvas_dots.ts";
import type { DotRenderer } from "./dot_renderer.ts";
import { webglDots } from "./webgl_dots.ts";

/** Up to so many points Canvas2D pans at 60 frames a second; above, WebGL draws. */
export const MOST_ON_CANVAS = 20_000;

/**
 * Makes a renderer that is fast enough for so many points. Where a page has no WebGL, Canvas2D
 * draws any number, only slower.
 *
 * @param canvas One that has no context yet.
 * @param lost Called where the graphics card dropped what it held and took it again: draw another
 * frame.
 */
export function createDots(
  canvas: HTMLCanvasElement,
  count: number,
  lost: () => void,
): DotRenderer {
  return (count > MOST_ON_CANVAS ? webglDots(canvas, lost) : undefined) ?? canvasDots(canvas);
}

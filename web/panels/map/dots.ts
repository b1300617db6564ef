// This module is browser compatible.
import { canvasDots } from "./canvas_dots.ts";
import type { Size, View } from "./view.ts";
import { webglDots } from "./webgl_dots.ts";

/** Draws a map's points as dots on a canvas. */
export interface DotRenderer {
  /** Which of the two it is. */
  readonly kind: "canvas" | "webgl";
  /** Gives the canvas a size in CSS pixels, and so many of the screen's pixels to each. */
  resize(size: Size, ratio: number): void;
  /** Where the points are, [count, 2]; copied or read at once. */
  move(positions: Float32Array): void;
  /**
   * How the points look.
   *
   * @param labels [count]: the class of each point.
   * @param colours `#rrggbb` for each class; `undefined` for one that is not shown.
   * @param ground What lies below them, as `#rrggbb`.
   */
  paint(labels: Uint8Array, colours: readonly (string | undefined)[], ground: string): void;
  /** Draws a frame: dots of a radius in CSS pixels. */
  draw(view: View, radius: number): void;
  /** Frees what the graphics card holds. */
  close(): void;
}

/** Up to so many points Canvas2D pans at 60 frames a second; above, WebGL draws. */
export const MOST_ON_CANVAS = 20_000;

/** How opaque a dot is: where many lie, it shows. */
export const OPACITY = 0.85;

/**
 * Makes a renderer that is fast enough for so many points. Where a page has no WebGL, Canvas2D draws any number, only slower.
 *
 * @param canvas One that has no context yet.
 * @param lost Called where the graphics card dropped what it held and took it again: draw another frame.
 */
export function createDots(
  canvas: HTMLCanvasElement,
  count: number,
  lost: () => void,
): DotRenderer {
  return (count > MOST_ON_CANVAS ? webglDots(canvas, lost) : undefined) ?? canvasDots(canvas);
}

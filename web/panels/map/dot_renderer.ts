// This module is browser compatible.
import type { Size, View } from "./view.ts";

/** The opacity of a dot, below 1 so that dense places look denser. */
export const OPACITY = 0.85;

/** Draws a map's points as dots on a canvas. */
export interface DotRenderer {
  /** The technique that draws. */
  readonly kind: "canvas" | "webgl";
  /** Resizes the canvas: a size in CSS pixels, and the number of device pixels for each. */
  resize(size: Size, ratio: number): void;
  /** Sets the positions of the points, [count, 2]. */
  move(positions: Float32Array): void;
  /**
   * Sets the colours of the points.
   *
   * @param labels The class of each point, [count].
   * @param colours `#rrggbb` for each class; `undefined` for a hidden class.
   * @param background `#rrggbb`.
   */
  paint(labels: Uint8Array, colours: readonly (string | undefined)[], background: string): void;
  /** Draws a frame. The radius of a dot is in CSS pixels. */
  draw(view: View, radius: number): void;
  /** Frees the GPU memory. */
  close(): void;
}

// This module is browser compatible.
import type { Size, View } from "./view.ts";

/** How opaque a dot is: where many lie, it shows. */
export const OPACITY = 0.85;

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

// This module is browser compatible.

import { IMAGE_PIXELS, IMAGE_SIDE } from "../image.ts";

/** The corners of a polygon in order, x to the right and y down. */
export type Outline = readonly (readonly [x: number, y: number])[];

/** An image under construction. */
export interface Raster {
  /** Brightness of each pixel, 0 to about 1, [28, 28]. */
  readonly levels: Float32Array;
  /** The factor of a shape's tone at each pixel, from folds, stripes and noise, [28, 28]. */
  readonly texture: Float32Array;
  /**
   * Fills a closed outline (even-odd rule), in pixels from the top left corner.
   *
   * @param tone Brightness, 0 to 1, before the texture.
   */
  fill(outline: Outline, tone: number): void;
}

/** Scan lines of each row of pixels. Along a line, coverage is exact. */
const LINES_PER_ROW = 4;
const LINES = IMAGE_SIDE * LINES_PER_ROW;
/** The most crossings of a line that are kept; outlines of garments have two to six. */
const CROSSINGS = 16;

/**
 * Makes an empty raster. It is reused for each image, so that drawing allocates no memory.
 *
 * Shapes are anti-aliased: scan lines give the share of each pixel that is inside of the outline.
 *
 * @example
 * ```ts
 * const raster = createRaster();
 * raster.texture.fill(1);
 * raster.fill([[0, 0], [2.5, 0], [2.5, 1], [0, 1]], 1);
 * console.assert(raster.levels[1] === 1 && raster.levels[2] === 0.5 && raster.levels[3] === 0);
 * ```
 */
export function createRaster(): Raster {
  const levels = new Float32Array(IMAGE_PIXELS);
  const texture = new Float32Array(IMAGE_PIXELS);
  const coverage = new Float32Array(IMAGE_PIXELS);
  const crossings = new Float64Array(LINES * CROSSINGS);
  const counts = new Uint8Array(LINES);

  /** Adds the crossings of an edge, from one corner to the next, with the lines. */
  const addEdge = (x0: number, y0: number, x1: number, y1: number): void => {
    if (y0 > y1) return addEdge(x1, y1, x0, y0);
    // Line k lies at (k + 0.5) / LINES_PER_ROW; the edge owns y0 <= y < y1.
    const first = Math.max(0, Math.ceil(y0 * LINES_PER_ROW - 0.5));
    const end = Math.min(LINES, Math.ceil(y1 * LINES_PER_ROW - 0.5));
    if (first >= end) return;
    const slope = (x1 - x0) / (y1 - y0);
    for (let line = first; line < end; line++) {
      const count = counts[line]!;
      if (count === CROSSINGS) continue;
      const x = x0 + ((line + 0.5) / LINES_PER_ROW - y0) * slope;
      // Insertion keeps the few crossings in order.
      let at = line * CROSSINGS + count;
      for (; at > line * CROSSINGS && crossings[at - 1]! > x; at--) {
        crossings[at] = crossings[at - 1]!;
      }
      crossings[at] = x;
      counts[line] = count + 1;
    }
  };

  /** Adds the coverage of the pixels between two crossings of a line. */
  const addSpan = (row: number, from: number, to: number): void => {
    const left = Math.max(0, from), right = Math.min(IMAGE_SIDE, to);
    if (left >= right) return;
    const share = 1 / LINES_PER_ROW;
    const first = Math.floor(left), last = Math.min(IMAGE_SIDE - 1, Math.floor(right));
    const base = row * IMAGE_SIDE;
    if (first === last) {
      coverage[base + first]! += (right - left) * share;
      return;
    }
    coverage[base + first]! += (first + 1 - left) * share;
    for (let column = first + 1; column < last; column++) coverage[base + column]! += share;
    coverage[base + last]! += (right - last) * share;
  };

  return {
    levels,
    texture,
    fill(outline, tone) {
      let [x0, y0] = outline.at(-1)!;
      for (const [x1, y1] of outline) {
        addEdge(x0, y0, x1, y1);
        x0 = x1;
        y0 = y1;
      }
      for (let row = 0; row < IMAGE_SIDE; row++) {
        let touched = false;
        for (let line = row * LINES_PER_ROW; line < (row + 1) * LINES_PER_ROW; line++) {
          const count = counts[line]!;
          for (let pair = 0; pair + 1 < count; pair += 2) {
            const at = line * CROSSINGS + pair;
            addSpan(row, crossings[at]!, crossings[at + 1]!);
            touched = true;
          }
          counts[line] = 0;
        }
        if (!touched) continue;
        for (let i = row * IMAGE_SIDE; i < (row + 1) * IMAGE_SIDE; i++) {
          levels[i]! += coverage[i]! * (tone * texture[i]! - levels[i]!);
          coverage[i] = 0;
        }
      }
    },
  };
}

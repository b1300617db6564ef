// This module is browser compatible.
import type { Pixels } from "../pixels.ts";

/** A rectangle of pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A coarse grid over a picture: the colour of a cell is the mean of its pixels. */
export interface ColourGrid {
  readonly width: number;
  readonly height: number;
  /** [height,width,3], 0..255. */
  readonly colours: Float32Array;
}

/**
 * Averages a part of a picture to a colour grid. Transparency counts as white paper.
 *
 * @param box The part, within the picture.
 * @param longest The longer side of the grid, in cells. A part with fewer pixels has a cell for
 * each.
 *
 * @example
 * ```ts
 * const pixels = { width: 2, height: 1, channels: 1, data: Uint8Array.of(10, 30) };
 * const { colours } = colourGrid(pixels, { left: 0, top: 0, width: 2, height: 1 }, 1);
 * console.assert(colours[0] === 20);
 * ```
 */
export function colourGrid(
  { width, channels, data }: Pixels,
  box: Box,
  longest: number,
): ColourGrid {
  const scale = Math.min(1, longest / Math.max(box.width, box.height));
  const columns = Math.max(1, Math.round(box.width * scale));
  const rows = Math.max(1, Math.round(box.height * scale));
  const colours = new Float32Array(3 * columns * rows), counts = new Float32Array(columns * rows);
  const columnOf = Int32Array.from(
    { length: box.width },
    (_, x) => Math.floor(x * columns / box.width),
  );
  const isGrey = channels < 3, hasAlpha = channels === 2 || channels === 4;
  for (let y = 0; y < box.height; y++) {
    const row = Math.floor(y * rows / box.height) * columns;
    let at = channels * ((box.top + y) * width + box.left);
    for (let x = 0; x < box.width; x++, at += channels) {
      const cell = row + columnOf[x]!;
      const alpha = hasAlpha ? data[at + channels - 1]! / 255 : 1, paper = 255 * (1 - alpha);
      counts[cell]! += 1;
      for (let c = 0; c < 3; c++) {
        colours[3 * cell + c]! += data[isGrey ? at : at + c]! * alpha + paper;
      }
    }
  }
  return {
    width: columns,
    height: rows,
    colours: colours.map((sum, i) => sum / counts[Math.floor(i / 3)]!),
  };
}

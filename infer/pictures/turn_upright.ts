// This module is browser compatible.
import type { Pixels } from "./pixels.ts";

/**
 * Turns a picture upright.
 *
 * @param orientation The EXIF orientation: 1 upright, 2 mirrored, 3 upside down, 4 flipped, 5 to 8
 * lying on a side.
 *
 * @example
 * ```ts
 * const row = { width: 2, height: 1, channels: 1, data: new Uint8Array([7, 9]) };
 * const column = turnUpright(row, 6);
 * console.assert(column.width === 1 && column.height === 2);
 * ```
 */
export function turnUpright(pixels: Pixels, orientation: number): Pixels {
  if (orientation === 1) return pixels; // without a copy of what may be large
  const { channels, data } = pixels;
  const isOnSide = orientation >= 5;
  const width = isOnSide ? pixels.height : pixels.width;
  const height = isOnSide ? pixels.width : pixels.height;
  const mirrorX = [2, 3, 7, 8].includes(orientation), mirrorY = [3, 4, 6, 7].includes(orientation);
  const upright = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = isOnSide ? [y, x] : [x, y];
      const fromX = mirrorX ? pixels.width - 1 - u : u, fromY = mirrorY ? pixels.height - 1 - v : v;
      const from = (fromY * pixels.width + fromX) * channels;
      for (let c = 0; c < channels; c++) upright[to++] = data[from + c]!;
    }
  }
  return { width, height, channels, data: upright };
}

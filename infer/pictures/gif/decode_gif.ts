// This module is browser compatible.
import type { Decoded } from "../pixels.ts";
import { decompressLzw } from "./lzw.ts";
import { readGif } from "./read_gif.ts";

/** The rows of the four passes of an interlaced picture (GIF89a specification, appendix E). */
const PASSES = [{ from: 0, step: 8 }, { from: 4, step: 8 }, { from: 2, step: 4 }, {
  from: 1,
  step: 2,
}];

/**
 * Decodes the first picture of a GIF to RGB and alpha. What it does not cover is transparent.
 *
 * @throws {Error} When the file is damaged, or interlaced and cut short.
 *
 * @example
 * ```ts ignore
 * const { pixels: { width, height, data } } = decodeGif(bytes);
 * ```
 */
export function decodeGif(bytes: Uint8Array): Decoded {
  const { width, height, frame, isInterlaced, palette, transparent, bits, data } = readGif(bytes);
  const indices = new Uint8Array(frame.width * frame.height);
  const count = decompressLzw(data, bits, indices);
  if (isInterlaced && count < indices.length) throw new Error("it is interlaced and cut short");
  const colours = new Uint8Array(4 * 256);
  for (let i = 0; i < 256; i++) {
    colours.set(palette.subarray(3 * i, 3 * i + 3), 4 * i);
    colours[4 * i + 3] = i === transparent ? 0 : 255;
  }
  const rgba = new Uint8Array(4 * width * height);
  const order = isInterlaced ? interlacedRows(frame.height) : undefined;
  for (let row = 0; row < frame.height; row++) {
    const y = frame.top + (order?.[row] ?? row);
    let from = row * frame.width, to = 4 * (y * width + frame.left);
    for (let x = 0; x < frame.width; x++, to += 4) {
      const colour = 4 * indices[from++]!;
      for (let c = 0; c < 4; c++) rgba[to + c] = colours[colour + c]!;
    }
  }
  const rows = Math.floor(count / Math.max(1, frame.width));
  return {
    pixels: { width, height, channels: 4, data: rgba },
    rows: rows >= frame.height ? height : frame.top + rows,
  };
}

/** The rows of an interlaced picture in the order of the file. */
function interlacedRows(height: number): number[] {
  return PASSES.flatMap(({ from, step }) =>
    Array.from(
      { length: Math.max(0, Math.ceil((height - from) / step)) },
      (_, i) => from + i * step,
    )
  );
}

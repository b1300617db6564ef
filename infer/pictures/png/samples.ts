// This module is browser compatible.
import type { PngChunks, PngHeader } from "./read_chunks.ts";

/** The samples of a pixel in the file, by colour type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The bits of a pixel in the file. */
export function pixelBits({ colourType, depth }: PngHeader): number {
  return SAMPLES[colourType]! * depth;
}

/** The layout of the rows of a file, and their conversion to 8 bits. */
export interface RowFormat {
  /** Bits of a pixel in the file. */
  readonly bits: number;
  /** The channels of a pixel after the conversion. */
  readonly channels: number;
  /**
   * Converts a row without its filter.
   *
   * @param row The bytes of the row.
   * @param to [pixels, channels], 0..255.
   */
  convert(row: Uint8Array, to: Uint8Array): void;
}

/**
 * Chooses the conversion of a file's rows to 8 bits a channel. A palette becomes RGB, with alpha
 * where the file has transparency. A single transparent colour of a grey or RGB file is opaque.
 */
export function rowFormat(chunks: PngChunks): RowFormat {
  const { depth, colourType } = chunks.header;
  const samples = SAMPLES[colourType]!, bits = pixelBits(chunks.header);
  if (colourType === 3) return paletteFormat(chunks, bits);
  if (depth === 8) return { bits, channels: samples, convert: (row, to) => to.set(row) };
  if (depth === 16) return { bits, channels: samples, convert: fromSixteen };
  const last = 2 ** depth - 1;
  const levels = Uint8Array.from({ length: last + 1 }, (_, i) => Math.round(255 * i / last));
  return {
    bits,
    channels: 1,
    convert(row, to) {
      for (let i = 0; i < to.length; i++) to[i] = levels[indexAt(row, i, depth)]!;
    },
  };
}

/** Rounds sample / 257. */
function fromSixteen(row: Uint8Array, to: Uint8Array): void {
  for (let i = 0, at = 0; i < to.length; i++, at += 2) {
    to[i] = ((row[at]! << 8 | row[at + 1]!) * 255 + 32_895) >>> 16;
  }
}

function paletteFormat({ header, palette, transparency }: PngChunks, bits: number): RowFormat {
  const channels = transparency ? 4 : 3;
  // An index past the palette's end is black, as browsers show it.
  const colours = new Uint8Array(256 * channels);
  for (let entry = 0; entry < 256; entry++) {
    colours.set(palette!.subarray(3 * entry, 3 * entry + 3), entry * channels);
    if (transparency) colours[entry * 4 + 3] = transparency[entry] ?? 255;
  }
  return {
    bits,
    channels,
    convert(row, to) {
      for (let i = 0, at = 0; at < to.length; i++) {
        let from = channels * indexAt(row, i, header.depth);
        for (let c = 0; c < channels; c++) to[at++] = colours[from++]!;
      }
    },
  };
}

/** The i-th sample of a row that packs samples of 1, 2, 4 or 8 bits into bytes. */
function indexAt(row: Uint8Array, i: number, depth: number): number {
  const bit = i * depth;
  return row[bit >> 3]! >> (8 - depth - (bit & 7)) & (1 << depth) - 1;
}

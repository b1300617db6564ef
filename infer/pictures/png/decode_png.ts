// This module is browser compatible.
import { Unzlib } from "fflate";
import type { Decoded } from "../pixels.ts";
import { placeRows } from "./place_rows.ts";
import { readChunks } from "./read_chunks.ts";
import { rowFormat } from "./samples.ts";

/** Bytes for the decompressor at a time. It makes at most 1,032 times as many of them. */
const SLICE = 16_384;

/**
 * Decodes a PNG of any colour type to 8 bits a channel, row by row: beside the result it needs
 * memory for two rows and a slice. Bytes after the last row are ignored, and a file that ends early
 * gives the rows that are there.
 *
 * @throws {Error} When the file is damaged, or interlaced and cut short.
 *
 * @example
 * ```ts ignore
 * const { pixels: { width, height, channels, data } } = decodePng(bytes);
 * ```
 */
export function decodePng(bytes: Uint8Array): Decoded {
  const chunks = readChunks(bytes);
  const { orientation, header: { width, height, isInterlaced } } = chunks;
  const format = rowFormat(chunks);
  const { channels } = format;
  const data = new Uint8Array(width * height * channels);
  const placer = placeRows(chunks.header, format, data);
  const inflate = new Unzlib((chunk) => placer.push(chunk));
  for (const part of chunks.data) {
    for (let at = 0; at < part.length && !placer.isDone(); at += SLICE) {
      inflate.push(part.subarray(at, at + SLICE));
    }
  }
  if (isInterlaced && !placer.isDone()) throw new Error("it is interlaced and cut short");
  const rows = isInterlaced ? height : placer.rows();
  return { pixels: { width, height, channels, data }, rows, orientation };
}

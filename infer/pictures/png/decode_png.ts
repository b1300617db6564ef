// This module is browser compatible.
import { LIMITS } from "../limits.ts";
import type { Decoded } from "../pixels.ts";
import { inflate } from "./inflate.ts";
import { placeRows } from "./place_rows.ts";
import { readChunks, readHeader } from "./read_chunks.ts";
import { pixelBits, rowFormat } from "./samples.ts";

/**
 * Decodes a PNG of any colour type to 8 bits a channel, row by row: beside the result it needs
 * memory for two rows and a slice. Bytes after the last row are ignored, and a file that ends early
 * gives the rows that are there.
 *
 * @throws {Error} When the file is damaged, above a limit, or interlaced and cut short.
 *
 * @example
 * ```ts ignore
 * const { pixels: { width, height, channels, data } } = await decodePng(bytes);
 * ```
 */
export async function decodePng(bytes: Uint8Array): Promise<Decoded> {
  const header = readHeader(bytes);
  const { width, height, isInterlaced } = header;
  const stored = height * (1 + Math.ceil(width * pixelBits(header) / 8));
  if (stored > LIMITS.pngBytes) {
    throw new Error(`its pixels take ${stored} bytes unpacked, more than ${LIMITS.pngBytes}`);
  }
  const chunks = readChunks(bytes);
  const format = rowFormat(chunks);
  const { channels } = format;
  const data = new Uint8Array(width * height * channels);
  const placer = await inflate(chunks.data, () => placeRows(header, format, data));
  if (isInterlaced && !placer.isDone()) throw new Error("it is interlaced and cut short");
  const rows = isInterlaced ? height : placer.rows();
  return { pixels: { width, height, channels, data }, rows, orientation: chunks.orientation };
}

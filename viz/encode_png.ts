// This module is browser compatible.

import { zlibSync } from "fflate";
import { WeftError } from "../error.ts";
import { crc32 } from "./crc32.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** 8 bits a sample, grey, deflate, adaptive filters, not interlaced (PNG 3rd edition, 11.2.1). */
const GREY_8_BIT = [8, 0, 0, 0, 0];
/** Without `mem` fflate takes it from Math.log, whose last bit differs between hosts. */
const COMPRESSION = { level: 6, mem: 1 } as const;

/**
 * Writes grey levels as a PNG file, the same bytes in every host. Figures embed such files. The
 * host's own CompressionStream would compress in another way in each host.
 *
 * @param width The width in pixels.
 * @param height The height in pixels.
 * @param grey Grey levels 0 (black) to 255, [height, width].
 * @returns The bytes of the file.
 * @throws {WeftError} `usage` if the image is empty or has another number of grey levels.
 *
 * @example
 * ```ts
 * import { encodePng } from "./encode_png.ts";
 *
 * console.assert(encodePng(2, 1, Uint8Array.of(0, 255))[1] === "P".charCodeAt(0));
 * ```
 */
export function encodePng(
  width: number,
  height: number,
  grey: Uint8Array,
): Uint8Array<ArrayBuffer> {
  if (!(width > 0 && height > 0) || grey.length !== width * height) {
    throw new WeftError(
      "usage",
      `Cannot write a PNG of ${width} x ${height}: got ${grey.length} grey levels`,
      "Pass one grey level for each pixel, and at least one pixel",
    );
  }
  return pngFile([
    ["IHDR", pngHeader(width, height)],
    ["IDAT", pngPixels(width, height, grey)],
    ["IEND", new Uint8Array(0)],
  ]);
}

/** The header chunk's data for an image of grey bytes. */
export function pngHeader(width: number, height: number): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set(GREY_8_BIT, 8);
  return header;
}

/** Grey levels, [height, width], as the data of a chunk. */
export function pngPixels(width: number, height: number, grey: Uint8Array): Uint8Array {
  // Each row begins with the number of its filter: 0, none.
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) {
    rows.set(grey.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  return zlibSync(rows, COMPRESSION);
}

/** The bytes of a PNG file of these chunks. */
export function pngFile(
  chunks: readonly (readonly [type: string, data: Uint8Array])[],
): Uint8Array<ArrayBuffer> {
  const size = chunks.reduce((sum, [, data]) => sum + data.length + 12, SIGNATURE.length);
  const file = new Uint8Array(size);
  file.set(SIGNATURE);
  let at = SIGNATURE.length;
  for (const [type, data] of chunks) at = writeChunk(file, at, type, data);
  return file;
}

/** Writes length, type, data and checksum at `at`; returns where the next chunk begins. */
function writeChunk(file: Uint8Array<ArrayBuffer>, at: number, type: string, data: Uint8Array) {
  const view = new DataView(file.buffer);
  const end = at + 8 + data.length;
  view.setUint32(at, data.length);
  for (let i = 0; i < 4; i++) file[at + 4 + i] = type.charCodeAt(i);
  file.set(data, at + 8);
  view.setUint32(end, crc32(file.subarray(at + 4, end)));
  return end + 4;
}

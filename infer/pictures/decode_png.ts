// This module is browser compatible.
import type { Pixels } from "./pixels.ts";

/**
 * The layout of a chunk: length (4 bytes), type (4), contents, CRC (4). The first chunk is IHDR
 * (PNG 3rd edition, section 5).
 */
const FIRST_CHUNK = 8, CHUNK_OVERHEAD = 12;
/** The offsets of the bits of a sample and of the interlace method, which are in IHDR. */
const DEPTH = 24, INTERLACE = 28;

/** Bytes for the decompressor at a time. It makes at most 1,032 times as many of them. */
const SLICE = 16_384;

/**
 * Reads the size of a PNG file without decoding it.
 *
 * @throws {Error} When the file does not begin with a whole IHDR chunk.
 *
 * @example
 * ```ts ignore
 * const { width, height } = pngSize(bytes);
 * ```
 */
export function pngSize(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || chunkType(bytes, FIRST_CHUNK) !== "IHDR") throw new Error("no header");
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * Decodes a PNG of any colour type to 8 bits a channel. A single transparent colour (tRNS of a grey
 * or RGB image) counts as opaque.
 *
 * @throws {Error} When the file is damaged, cut short, or unpacks to more than its size allows. An
 * interlaced file with less than 8 bits a sample is not supported.
 *
 * @example
 * ```ts ignore
 * const { width, height, channels, data } = await decodePng(bytes);
 * ```
 */
export async function decodePng(bytes: Uint8Array): Promise<Pixels> {
  const { width, height } = pngSize(bytes);
  if (bytes[INTERLACE] !== 0 && bytes[DEPTH]! < 8) {
    throw new Error("interlacing with less than 8 bits a sample is not supported");
  }
  // At most 8 bytes for a pixel, and 7 interlace passes with a filter byte for each row.
  await checkUnpackedSize(bytes, 8 * width * height + 8 * height + 8 * width);
  const { convertIndexedToRgb, decode } = await import("./png_decoder.ts");
  const png = decode(bytes, { checkCrc: true });
  const { channels, depth, data } = png;
  if (png.palette) {
    return { width, height, channels: png.palette[0]!.length, data: convertIndexedToRgb(png) };
  }
  if (depth < 8) { // a palette of greys unpacks the grey levels
    const last = 2 ** depth - 1;
    const palette = Array.from({ length: last + 1 }, (_, i) => [Math.round(255 * i / last)]);
    return { width, height, channels: 1, data: convertIndexedToRgb({ ...png, palette }) };
  }
  const bytes8 = depth === 16
    ? Uint8Array.from(data, (sample) => (sample * 255 + 32_895) >>> 16) // rounds sample / 257
    : new Uint8Array(data.buffer, data.byteOffset, data.length);
  return { width, height, channels, data: bytes8 };
}

/**
 * Checks the unpacked size before the decoder keeps all bytes: a small file can unpack to
 * gigabytes.
 */
async function checkUnpackedSize(bytes: Uint8Array, most: number): Promise<void> {
  let unpacked = 0;
  const counter = new WritableStream<Uint8Array>({
    write(chunk) {
      unpacked += chunk.length;
      if (unpacked > most) {
        throw new RangeError(`it unpacks to more than the ${most} bytes of its size`);
      }
    },
  });
  await slices(bytes).pipeThrough(new DecompressionStream("deflate")).pipeTo(counter);
}

/** The contents of all IDAT chunks, in slices. */
function slices(bytes: Uint8Array): ReadableStream<BufferSource> {
  function* walk(): Generator<Uint8Array<ArrayBuffer>> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = FIRST_CHUNK; at + CHUNK_OVERHEAD <= bytes.length;) {
      const from = at + 8, to = from + view.getUint32(at);
      if (to + 4 > bytes.length) throw new Error("it is cut short");
      if (chunkType(bytes, at) === "IDAT") {
        for (let i = from; i < to; i += SLICE) yield bytes.slice(i, Math.min(i + SLICE, to));
      }
      at = to + 4;
    }
  }
  const walker = walk();
  return new ReadableStream({
    pull(controller) {
      const { value, done } = walker.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

function chunkType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at + 4, at + 8));
}

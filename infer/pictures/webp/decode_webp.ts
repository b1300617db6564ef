// This module is browser compatible.
import { exifOrientation } from "../exif.ts";
import { LIMITS } from "../limits.ts";
import type { Decoded } from "../pixels.ts";
import { decodeByLibwebp } from "./libwebp.ts";
import { readWebp, type WebpFile } from "./read_webp.ts";

/** The flag of `VP8X` for a picture with alpha. */
const ALPHA = 0x10;

/**
 * Decodes a WebP file to RGB and alpha: the picture, or the first one of an animation. What that
 * one does not cover is transparent.
 *
 * @throws {Error} When the file is damaged or cut short.
 *
 * @example
 * ```ts ignore
 * const { pixels: { width, height, data } } = await decodeWebp(bytes);
 * ```
 */
export async function decodeWebp(bytes: Uint8Array): Promise<Decoded> {
  const file = readWebp(bytes);
  if (file.image.isCut) throw new Error("it is cut short");
  const { width, height, frame, exif } = file;
  requireLimits(file);
  const rgba = await decodeByLibwebp(plainFile(file));
  if (rgba?.length !== 4 * frame.width * frame.height) throw new Error("its pixels are damaged");
  return {
    pixels: { width, height, channels: 4, data: onCanvas(rgba, file) },
    rows: height,
    orientation: exif && exifOrientation(exif),
  };
}

/**
 * A WebP file of the picture alone, in pieces. The decoder of libwebp reads no animation.
 */
function plainFile({ frame, image, alpha }: WebpFile): Uint8Array[] {
  if (!alpha) return riff([[image.type, image.data]]);
  const header = new Uint8Array(10), view = new DataView(header.buffer);
  header[0] = ALPHA;
  view.setUint16(4, frame.width - 1, true);
  view.setUint16(7, frame.height - 1, true);
  return riff([["VP8X", header], ["ALPH", alpha], [image.type, image.data]]);
}

/** The pieces of a RIFF file with these chunks. */
function riff(chunks: readonly (readonly [type: string, data: Uint8Array])[]): Uint8Array[] {
  const pieces = chunks.flatMap(([type, data]) => [
    chunkHeader(type, data.length),
    data,
    new Uint8Array(data.length % 2),
  ]);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 4);
  return [chunkHeader("RIFF", length), new TextEncoder().encode("WEBP"), ...pieces];
}

function chunkHeader(type: string, length: number): Uint8Array {
  const header = new Uint8Array(8);
  header.set(new TextEncoder().encode(type));
  new DataView(header.buffer).setUint32(4, length, true);
  return header;
}

function requireLimits({ width, height, image }: WebpFile): void {
  if (width * height > LIMITS.webpPixels) {
    throw new Error(
      `it has ${width} x ${height} pixels, more than ${LIMITS.webpPixels / 1e6} million`,
    );
  }
  if (image.data.length > LIMITS.webpBytes) {
    throw new Error(`its pixels take ${image.data.length} bytes, more than ${LIMITS.webpBytes}`);
  }
}

/** The picture in its place on the canvas. */
function onCanvas(rgba: Uint8Array, { width, height, frame }: WebpFile): Uint8Array {
  if (frame.width === width && frame.height === height) return rgba;
  const canvas = new Uint8Array(4 * width * height), row = 4 * frame.width;
  for (let y = 0; y < frame.height; y++) {
    const to = 4 * ((frame.top + y) * width + frame.left);
    canvas.set(rgba.subarray(y * row, (y + 1) * row), to);
  }
  return canvas;
}

// This module is browser compatible.
import type { Pixels } from "./pixels.ts";

/** Markers of ITU-T T.81, table B.1. */
const START_OF_SCAN = 0xda, APP1 = 0xe1;
/** Tells a start of frame from other markers; three markers of its range are not one. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The EXIF tag of the orientation of the camera (CIPA DC-008, table 4). */
const ORIENTATION = 0x0112;

/** The size and the EXIF orientation (1 is upright, 8 the last) of a JPEG file. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
}

/**
 * Reads the header of a JPEG file without decoding it.
 *
 * @throws {Error} When the file has no header before the image data.
 *
 * @example
 * ```ts ignore
 * const { width, height, orientation } = readJpegHeader(bytes);
 * ```
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation = 1;
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++; // padding
      continue;
    }
    const length = view.getUint16(at + 2);
    if (isFrame(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), orientation };
    }
    if (marker === START_OF_SCAN) break;
    if (marker === APP1) orientation = exifOrientation(bytes.subarray(at + 4, at + 2 + length));
    at += 2 + length;
  }
  throw new Error("no header");
}

/** The orientation in an EXIF segment (`Exif\0\0`, then TIFF); 1 when it is missing or invalid. */
function exifOrientation(segment: Uint8Array): number {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  try {
    if (view.getUint32(0) !== 0x45786966) return 1; // "Exif"
    const little = view.getUint16(6) === 0x4949; // "II"
    const directory = 6 + view.getUint32(10, little);
    const entries = view.getUint16(directory, little);
    for (let i = 0; i < entries; i++) {
      const entry = directory + 2 + 12 * i;
      if (view.getUint16(entry, little) !== ORIENTATION) continue;
      const value = view.getUint16(entry + 8, little);
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // past the end of the segment
  }
  return 1;
}

/**
 * Decodes a baseline or progressive JPEG and turns it upright.
 *
 * @throws {Error} When the file is damaged, cut short or in a variant that the decoder does not
 * support, such as CMYK without an Adobe marker, or 12 bits.
 *
 * @example
 * ```ts ignore
 * const { width, height, channels, data } = await decodeJpeg(bytes);
 * ```
 */
export async function decodeJpeg(bytes: Uint8Array): Promise<Pixels> {
  const { orientation } = readJpegHeader(bytes);
  const { decode } = await import("./jpeg_decoder.ts");
  const { width, height, data } = decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: 65,
    maxMemoryUsageInMB: 1024,
  });
  return turnUpright({ width, height, channels: 3, data }, orientation);
}

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
  if (orientation === 1) return pixels;
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

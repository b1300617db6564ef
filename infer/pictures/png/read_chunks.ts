// This module is browser compatible.
import { crc32 } from "../../../viz/crc32.ts";
import { exifOrientation } from "../exif.ts";

/** The header of a PNG file (PNG 3rd edition, 11.2.1). */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly colourType: number;
  readonly isInterlaced: boolean;
}

/** The chunks of a PNG file that its pixels depend on. */
export interface PngChunks {
  readonly header: PngHeader;
  /** RGB of each entry, from PLTE. */
  readonly palette: Uint8Array | undefined;
  /** tRNS: for a palette, the alpha of its first entries. */
  readonly transparency: Uint8Array | undefined;
  /** The EXIF orientation, from eXIf. */
  readonly orientation: number | undefined;
  /** The contents of the IDAT chunks, in order: together one zlib stream. */
  readonly data: readonly Uint8Array[];
}

/** The offset of the first chunk, which is IHDR, and the bytes of its contents. */
const FIRST_CHUNK = 8, HEADER_BYTES = 13;

/** The bit depths of each colour type (PNG 3rd edition, table 8). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** The chunks whose wrong checksum is an error; the others are skipped. */
const CRITICAL: ReadonlySet<string> = new Set(["IHDR", "PLTE", "IDAT"]);

/**
 * Reads the size of a PNG file without decoding it.
 *
 * @throws {Error} When the file does not begin with a whole IHDR chunk.
 */
export function pngSize(bytes: Uint8Array): { width: number; height: number } {
  if (bytes.length < FIRST_CHUNK + HEADER_BYTES + 12 || chunkType(bytes, FIRST_CHUNK) !== "IHDR") {
    throw new Error("no header");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * Reads the header of a PNG file.
 *
 * @throws {Error} When it is missing, or names a colour type or a method that does not exist.
 */
export function readHeader(bytes: Uint8Array): PngHeader {
  const size = pngSize(bytes);
  const [depth, colourType, compression, filter, interlace] = bytes.subarray(24);
  if (!DEPTHS[colourType!]?.includes(depth!)) {
    throw new Error(`colour type ${colourType} with ${depth} bits a sample does not exist`);
  }
  if (compression !== 0 || filter !== 0 || interlace! > 1) {
    throw new Error("its compression, filter or interlace method does not exist");
  }
  return { ...size, depth: depth!, colourType: colourType!, isInterlaced: interlace === 1 };
}

/**
 * Walks the chunks of a PNG file. As in browsers, the file may end early or go on after IEND, and
 * an ancillary chunk may have a wrong checksum or contents that cannot be read.
 *
 * @throws {Error} When the header, the palette or the checksum of image data is wrong.
 */
export function readChunks(bytes: Uint8Array): PngChunks {
  const header = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: Uint8Array[] = [];
  const first = new Map<string, Uint8Array>();
  for (let at = FIRST_CHUNK; at + 8 <= bytes.length;) {
    const type = chunkType(bytes, at), from = at + 8, to = from + view.getUint32(at);
    const isWhole = to + 4 <= bytes.length;
    if (type === "IEND") break;
    const isRight = isWhole && crc32(bytes.subarray(at + 4, to)) === view.getUint32(to);
    if (isWhole && !isRight && CRITICAL.has(type)) {
      throw new Error(`the checksum of its ${type} chunk is wrong`);
    }
    if (type === "IDAT") data.push(bytes.subarray(from, to));
    else if (isRight && !first.has(type)) first.set(type, bytes.subarray(from, to));
    at = to + 4;
  }
  const palette = first.get("PLTE");
  if (header.colourType === 3 && !palette) throw new Error("its palette is missing");
  return {
    header,
    palette,
    transparency: first.get("tRNS"),
    orientation: exifOrientation(first.get("eXIf") ?? new Uint8Array(0)),
    data,
  };
}

function chunkType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at + 4, at + 8));
}

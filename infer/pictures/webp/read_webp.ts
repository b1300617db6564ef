// This module is browser compatible.

/** The first picture of a WebP file, before it is decoded. */
export interface WebpFile {
  /** The size of the canvas, which the picture of an animation may not fill. */
  readonly width: number;
  readonly height: number;
  /** The place of the picture on the canvas. */
  readonly frame: { left: number; top: number; width: number; height: number };
  /** The chunk of the picture: `VP8 ` or `VP8L`. */
  readonly image: Chunk;
  /** The contents of the chunk `ALPH` of a `VP8 ` picture. */
  readonly alpha: Uint8Array | undefined;
  /** EXIF data without the mark that some programs put in front. */
  readonly exif: Uint8Array | undefined;
}

/** A chunk of a RIFF file. */
export interface Chunk {
  /** Its type: four letters. */
  readonly type: string;
  /** The bytes that the file has of it. */
  readonly data: Uint8Array;
  /** True when the file ends within it. */
  readonly isCut: boolean;
}

/** The bytes of a RIFF file before its first chunk, and of a frame before its chunks. */
const HEADER = 12, FRAME_HEADER = 16;
/** The flag of an animation in `VP8X`. */
const ANIMATED = 2;
const EXIF_MARK = "Exif\0\0";

/**
 * Reads a WebP file up to the end of its first picture (RFC 9649).
 *
 * @throws {Error} When the file ends before that picture does, or its sizes contradict.
 */
export function readWebp(bytes: Uint8Array): WebpFile {
  const chunks = [...chunksOf(bytes.subarray(HEADER))];
  const extended = chunks[0]?.type === "VP8X" ? chunks[0].data : undefined;
  const isAnimated = extended !== undefined && (extended[0]! & ANIMATED) !== 0;
  const frameChunk = isAnimated ? named(chunks, "ANMF") : undefined;
  if (isAnimated && !frameChunk) throw new Error("it ends before its pixels");
  const parts = frameChunk ? [...chunksOf(frameChunk.data.subarray(FRAME_HEADER))] : chunks;
  const image = parts.find(({ type }) => type === "VP8 " || type === "VP8L");
  if (!image) throw new Error("it ends before its pixels");
  const size = sizeOf(image);
  const canvas = extended
    ? { width: uint24(extended, 4) + 1, height: uint24(extended, 7) + 1 }
    : size;
  const left = frameChunk ? 2 * uint24(frameChunk.data, 0) : 0;
  const top = frameChunk ? 2 * uint24(frameChunk.data, 3) : 0;
  const fits = frameChunk
    ? left + size.width <= canvas.width && top + size.height <= canvas.height
    : size.width === canvas.width && size.height === canvas.height;
  if (!fits) {
    const picture = `${size.width} x ${size.height}`;
    throw new Error(`a picture of ${picture} in a canvas of ${canvas.width} x ${canvas.height}`);
  }
  return {
    ...canvas,
    frame: { left, top, ...size },
    image,
    alpha: image.type === "VP8 " ? named(parts, "ALPH")?.data : undefined,
    exif: withoutMark(named(chunks, "EXIF")?.data),
  };
}

const named = (chunks: readonly Chunk[], type: string) => chunks.find((each) => each.type === type);

/** Walks the chunks of a RIFF file; the last one may be cut. */
function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length;) {
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true), end = at + 8 + length;
    yield { type, data: bytes.subarray(at + 8, end), isCut: end > bytes.length };
    at = end + length % 2;
  }
}

/** Reads the size in the header of a picture: RFC 6386, section 9.1, and RFC 9649, section 3.4. */
function sizeOf({ type, data }: Chunk): { width: number; height: number } {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (type === "VP8L") {
    if (data.length < 5 || data[0] !== 0x2f) throw new Error("it has no header of a picture");
    const bits = view.getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: (bits >> 14 & 0x3fff) + 1 };
  }
  const isKeyFrame = data.length >= 10 && (data[0]! & 1) === 0 && uint24(data, 3) === 0x2a019d;
  if (!isKeyFrame) throw new Error("it has no header of a picture");
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

function uint24(bytes: Uint8Array, at: number): number {
  if (at + 3 > bytes.length) throw new Error("its header is cut short");
  return bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16;
}

function withoutMark(exif: Uint8Array | undefined): Uint8Array | undefined {
  const isMarked = exif && String.fromCharCode(...exif.subarray(0, 6)) === EXIF_MARK;
  return isMarked ? exif.subarray(6) : exif;
}

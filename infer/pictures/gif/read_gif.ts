// This module is browser compatible.

/** The first picture of a GIF file, before it is decompressed. */
export interface GifFile {
  /** The size of the canvas, which the picture may not fill. */
  readonly width: number;
  readonly height: number;
  /** The place of the picture on the canvas. */
  readonly frame: { left: number; top: number; width: number; height: number };
  readonly isInterlaced: boolean;
  /** RGB of each colour. */
  readonly palette: Uint8Array;
  /** The index of the transparent colour. */
  readonly transparent: number | undefined;
  /** The bits of a colour index, 1 to 8. */
  readonly bits: number;
  /** The LZW codes of the indices. */
  readonly data: Uint8Array;
}

const EXTENSION = 0x21, GRAPHIC_CONTROL = 0xf9, IMAGE = 0x2c;

/** The graphic control extension: whether a colour is transparent, and which. */
interface Control {
  readonly transparent: number | undefined;
}

/**
 * Reads a GIF file up to the end of its first picture (GIF89a specification, 1990).
 *
 * @throws {Error} When the file ends before that picture, or has no colours.
 */
export function readGif(bytes: Uint8Array): GifFile {
  if (bytes.length < 13) throw new Error("no header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const screen = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  const shared = paletteAt(bytes, 13, bytes[10]!);
  let at = 13 + shared.length;
  let control: Control = { transparent: undefined };
  for (; bytes[at] === EXTENSION; at = skipBlocks(bytes, at + 2)) {
    if (bytes[at + 1] !== GRAPHIC_CONTROL) continue;
    control = { transparent: bytes[at + 3]! & 1 ? bytes[at + 6] : undefined };
  }
  if (bytes[at] !== IMAGE || at + 11 > bytes.length) throw new Error("it ends before its pixels");
  const [left, top, width, height] = [1, 3, 5, 7].map((i) => view.getUint16(at + i, true));
  const frame = { left: left!, top: top!, width: width!, height: height! };
  const flags = bytes[at + 9]!;
  const own = paletteAt(bytes, at + 10, flags);
  const palette = own.length > 0 ? own : shared;
  if (palette.length === 0) throw new Error("it has no colours");
  const bits = bytes[at + 10 + own.length];
  if (bits === undefined) throw new Error("it ends before its pixels");
  if (bits < 1 || bits > 8) throw new Error(`${bits} bits of a colour do not exist`);
  return {
    width: Math.max(screen.width, frame.left + frame.width),
    height: Math.max(screen.height, frame.top + frame.height),
    frame,
    isInterlaced: (flags & 0x40) !== 0,
    palette,
    ...control,
    bits,
    data: joinBlocks(bytes, at + 11 + own.length),
  };
}

/** The colour table at `at`; empty when the flags say that there is none. */
function paletteAt(bytes: Uint8Array, at: number, flags: number): Uint8Array {
  return bytes.subarray(at, flags & 0x80 ? at + 3 * 2 ** ((flags & 7) + 1) : at);
}

/** The end of the sub-blocks at `at`: each begins with its length, the last has length 0. */
function skipBlocks(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && bytes[at]! > 0) at += bytes[at]! + 1;
  return at + 1;
}

function joinBlocks(bytes: Uint8Array, from: number): Uint8Array {
  const data = new Uint8Array(Math.min(skipBlocks(bytes, from), bytes.length) - from);
  let length = 0;
  for (let at = from; at < bytes.length && bytes[at]! > 0; at += bytes[at]! + 1) {
    const block = bytes.subarray(at + 1, at + 1 + bytes[at]!);
    data.set(block, length);
    length += block.length;
  }
  return data.subarray(0, length);
}

import { deflateSync, inflateSync } from "node:zlib";
import { type Chunk, chunksOf, png, pngOf, type RawPng } from "./png.ts";

/** Bytes that any filter and compressor has work with, the same in each run. */
export function noise(length: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  return Uint8Array.from({ length }, () => (state = state * 48_271 % 0x7fffffff) & 255);
}

/**
 * Files with all pixels of a picture that are not as the specification wants them, by what is odd.
 * Browsers open them.
 *
 * @param raw A picture without a palette.
 */
export function oddPngs(raw: RawPng): Record<string, Uint8Array<ArrayBuffer>> {
  const junk = noise(40), text = new TextEncoder().encode("Comment\0hi");
  const [IHDR, IDAT, IEND] = chunksOf(raw) as [Chunk, Chunk, Chunk];
  const stream = IDAT[1];
  return {
    "bytes after IEND": Uint8Array.from([...png(raw), ...junk]),
    "bytes after the zlib stream": pngOf([
      IHDR,
      ["IDAT", Uint8Array.from([...stream, ...junk])],
      IEND,
    ]),
    "a chunk after the zlib stream": pngOf([IHDR, IDAT, ["IDAT", junk], IEND]),
    "rows after the last": pngOf([
      IHDR,
      ["IDAT", deflateSync(Uint8Array.from([...inflateSync(stream), ...junk]))],
      IEND,
    ]),
    "a wrong checksum of a text": pngOf([IHDR, ["tEXt", text, 1], IDAT, IEND]),
    "a profile that cannot be unpacked": pngOf([IHDR, ["iCCP", text], IDAT, IEND]),
    "a resolution that is cut short": pngOf([IHDR, ["pHYs", junk.subarray(0, 2)], IDAT, IEND]),
    "a wrong checksum of IEND": pngOf([IHDR, IDAT, ["IEND", new Uint8Array(0), 1]]),
    "no IEND": pngOf([IHDR, IDAT]),
    "no checksum of the stream": pngOf([IHDR, ["IDAT", stream.subarray(0, -4)], IEND]),
    "a palette that is not used": pngOf([IHDR, ["PLTE", junk.subarray(0, 30)], IDAT, IEND]),
    "a stream in many chunks": pngOf([
      IHDR,
      ...Array.from(stream, (byte): Chunk => ["IDAT", Uint8Array.of(byte)]),
      IEND,
    ]),
  };
}

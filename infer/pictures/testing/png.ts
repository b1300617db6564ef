import { crc32, deflateSync } from "node:zlib";

const COLOUR = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgba: 6 };

/** A PNG before it is encoded. */
export interface RawPng {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  readonly colour?: keyof typeof COLOUR;
  /** The rows, one after the other, without filters. */
  readonly rows: Uint8Array;
  readonly palette?: readonly number[];
}

/** A chunk: its type and contents, and its checksum where it is not the right one. */
export type Chunk = readonly [type: string, contents: Uint8Array, checksum?: number];

/** The chunks of a PNG of raw rows: the reference encoder, as short as the format allows. */
export function chunksOf(
  { width, height, depth = 8, colour = "grey", rows, palette }: RawPng,
): Chunk[] {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([depth, COLOUR[colour]], 8);
  const stride = rows.length / height;
  const filtered = new Uint8Array(rows.length + height); // filter 0 before each row
  for (let y = 0; y < height; y++) {
    filtered.set(rows.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  }
  return [
    ["IHDR", header],
    ...palette ? [["PLTE", Uint8Array.from(palette)] as const] : [],
    ["IDAT", deflateSync(filtered)],
    ["IEND", new Uint8Array(0)],
  ];
}

/** A PNG file of chunks. */
export function pngOf(chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  const parts = chunks.map(([type, contents, checksum]) => {
    const part = new Uint8Array(contents.length + 12);
    const view = new DataView(part.buffer);
    view.setUint32(0, contents.length);
    part.set(new TextEncoder().encode(type), 4);
    part.set(contents, 8);
    const right = crc32(part.subarray(4, contents.length + 8));
    view.setUint32(contents.length + 8, checksum ?? right);
    return part;
  });
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return Uint8Array.from([signature, ...parts].flatMap((part) => [...part]));
}

/** A PNG file of raw rows. */
export function png(raw: RawPng): Uint8Array<ArrayBuffer> {
  return pngOf(chunksOf(raw));
}

/** EXIF data with one entry, the orientation. */
export function exifOf(orientation: number): Uint8Array {
  const directory = [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  return Uint8Array.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, ...directory]);
}

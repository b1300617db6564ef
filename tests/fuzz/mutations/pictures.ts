import { crc32, deflateSync, inflateSync } from "node:zlib";
import type { Mutation } from "../target.ts";
import { mutateBytes } from "./bytes.ts";

const PNG_HEAD = 8, CHUNK_FRAME = 12;

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

function chunksOf(png: Uint8Array): Chunk[] {
  const view = new DataView(png.buffer, png.byteOffset), chunks: Chunk[] = [];
  for (let at = PNG_HEAD; at + CHUNK_FRAME <= png.length;) {
    const length = view.getUint32(at);
    const type = new TextDecoder("latin1").decode(png.subarray(at + 4, at + 8));
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += CHUNK_FRAME + length;
  }
  return chunks;
}

function pngOf(head: Uint8Array, chunks: readonly Chunk[]): Uint8Array {
  const length = chunks.reduce((sum, { data }) => sum + CHUNK_FRAME + data.length, PNG_HEAD);
  const png = new Uint8Array(length), view = new DataView(png.buffer);
  png.set(head.subarray(0, PNG_HEAD));
  let at = PNG_HEAD;
  for (const { type, data } of chunks) {
    view.setUint32(at, data.length);
    png.set(new TextEncoder().encode(type), at + 4);
    png.set(data, at + 8);
    const end = at + 8 + data.length;
    view.setUint32(end, crc32(png.subarray(at + 4, end)));
    at += CHUNK_FRAME + data.length;
  }
  return png;
}

/** Decompressed data; `undefined` when an earlier change has damaged them. */
function inflated(data: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(data, { maxOutputLength: 100_000 });
  } catch {
    return undefined;
  }
}

/**
 * Changes the chunks of a PNG and makes their checksums right again, so that the damage reaches
 * what is behind them; half of the changes to pixels are made before the compression.
 */
export const mutatePng: Mutation = (random, seed, seeds) => {
  if (random.chance(0.3)) return mutateBytes(random, seed, seeds);
  const chunks = chunksOf(seed);
  for (let i = random.below(3); i >= 0 && chunks.length > 0; i--) {
    const at = random.below(chunks.length), { type, data } = chunks[at]!;
    const how = random.below(10), pixels = type === "IDAT" && how > 5 ? inflated(data) : undefined;
    if (how === 0) chunks.splice(at, 1);
    else if (how === 1) chunks.splice(at, 0, random.pick(chunks));
    else if (pixels) {
      const changed = mutateBytes(random, pixels, seeds);
      chunks[at] = { type, data: deflateSync(changed, { level: 1 }) };
    } else if (data.length > 0) chunks[at] = { type, data: mutateBytes(random, data, seeds) };
  }
  return pngOf(seed, chunks);
};

/** Changes one segment of a JPEG and makes its length right again, or any bytes. */
export const mutateJpeg: Mutation = (random, seed, seeds) => {
  if (random.chance(0.4)) return mutateBytes(random, seed, seeds);
  const segments: { from: number; to: number }[] = [];
  for (let at = 2; at + 4 <= seed.length && seed[at] === 0xff;) {
    const length = seed[at + 2]! * 256 + seed[at + 3]!;
    segments.push({ from: at, to: at + 2 + length });
    if (seed[at + 1] === 0xda) break; // entropy-coded data follow
    at += 2 + length;
  }
  const { from, to } = random.pick(segments);
  const changed = mutateBytes(random, seed.subarray(from + 4, to), seeds).subarray(0, 65_533);
  const bytes = new Uint8Array(seed.length - (to - from - 4) + changed.length);
  bytes.set(seed.subarray(0, from + 4));
  new DataView(bytes.buffer).setUint16(from + 2, changed.length + 2);
  bytes.set(changed, from + 4);
  bytes.set(seed.subarray(to), from + 4 + changed.length);
  return bytes;
};

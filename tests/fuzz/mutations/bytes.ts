import type { Random } from "../random.ts";
import type { Mutation } from "../target.ts";

/** Bytes, and lengths of 16 and 32 bits, at the edges of what readers expect. */
const BYTES = [0, 1, 0x10, 0x40, 0x7f, 0x80, 0xff];
const WORDS = [0, 1, 28, 0xff, 0xffff, 0x1_0000, 0x100_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/** A change of bytes. It may work in place, on a copy that it is given. */
type Change = (random: Random, bytes: Uint8Array, others: readonly Uint8Array[]) => Uint8Array;

/** Half of the positions are in the first 128 bytes, where headers are. */
function position(random: Random, { length }: Uint8Array, room = 1): number {
  const last = Math.max(1, length - room + 1);
  return random.below(random.chance(0.5) ? Math.min(last, 128) : last);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const setByte = (value: (random: Random, old: number) => number): Change => (random, bytes) => {
  const at = position(random, bytes);
  bytes[at] = value(random, bytes[at]!);
  return bytes;
};

const setWord = (width: 2 | 4): Change => (random, bytes) => {
  if (bytes.length < width) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const value = random.pick([...WORDS, bytes.length, bytes.length + 1, random.below(2 ** 31)]);
  const at = position(random, bytes, width), little = random.chance(0.5);
  if (width === 4) view.setUint32(at, value, little);
  else view.setUint16(at, value, little);
  return bytes;
};

function range(random: Random, { length }: Uint8Array, most = 64): [from: number, to: number] {
  const from = random.below(length);
  return [from, from + random.below(Math.min(most, length - from) + 1)];
}

const CHANGES: readonly Change[] = [
  setByte((random, old) => old ^ (1 << random.below(8))),
  setByte((random) => random.pick(BYTES)),
  setByte((random) => random.below(256)),
  setWord(4),
  setWord(2),
  (random, bytes) => bytes.subarray(0, random.below(bytes.length)),
  (random, bytes) => { // repeats a part elsewhere
    const [from, to] = range(random, bytes), at = random.below(bytes.length);
    return join(bytes.subarray(0, at), bytes.subarray(from, to), bytes.subarray(at));
  },
  (random, bytes) => { // drops a part
    const [from, to] = range(random, bytes);
    return join(bytes.subarray(0, from), bytes.subarray(to));
  },
  (random, bytes, others) => { // goes on as another file
    const other = random.pick(others);
    return join(
      bytes.subarray(0, random.below(bytes.length)),
      other.subarray(random.below(other.length)),
    );
  },
  (random, bytes) => bytes.fill(random.pick(BYTES), ...range(random, bytes, 256)),
  (random, bytes) =>
    join(bytes, Uint8Array.from({ length: 1 + random.below(32) }, () => random.below(256))),
];

/** Changes one to four parts of a file without regard to its format. */
export const mutateBytes: Mutation = (random, seed, seeds) => {
  let bytes: Uint8Array = new Uint8Array(seed); // slice() of a Buffer of Node is no copy
  for (let i = random.below(4); i >= 0 && bytes.length > 0; i--) {
    bytes = random.pick(CHANGES)(random, bytes, seeds);
  }
  return bytes;
};

// This module is browser compatible.

import { WeftError } from "../error.ts";

/** The state of a {@linkcode Generator}. It is plain JSON, so that a checkpoint can hold it. */
export interface GeneratorState {
  /** The algorithm of the generator. */
  readonly algorithm: "xoshiro128**";
  /** The four 32-bit words of the state, each 0 to 2^32 - 1, not all zero. */
  readonly words: readonly [number, number, number, number];
}

/** A seeded random generator. The same seed gives the same numbers in every JavaScript engine. */
export interface Generator {
  /** The current state, from which {@linkcode restoreGenerator} continues. */
  state(): GeneratorState;
  /** The next integer, 0 to 2^32 - 1. All other methods use it. */
  uint32(): number;
  /** The next number in [0, 1): a multiple of 2^-24, which float32 holds exactly. One draw. */
  uniform(): number;
  /**
   * The next integer in [0, n), each equally likely. One draw, sometimes more (rejection).
   *
   * @throws {WeftError} `usage` when `n` is not an integer from 1 to 2^32.
   */
  below(n: number): number;
  /** Fills `values` with numbers in [0, 1), the same that {@linkcode Generator.uniform} returns. */
  fillUniform(values: Float32Array): void;
  /** The integers 0 to n - 1 in random order (Fisher and Yates, Durstenfeld's version). */
  permutation(n: number): Uint32Array;
}

const TWO_TO_32 = 0x1_0000_0000;

/**
 * Makes a generator: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2021; https://prng.di.unimi.it/xoshiro128starstar.c), seeded by splitmix64 as its
 * authors advise. It uses integer arithmetic and exact divisions only, which are the same in every
 * JavaScript engine.
 *
 * @param seed An integer from 0 to 2^53 - 1.
 * @param stream The number of an independent sequence of this seed, from 0 to 2^53 - 1.
 * @throws {WeftError} `usage` when either is not such an integer.
 *
 * @example
 * ```ts
 * const shuffle = createGenerator(1, 0);
 * const dropout = createGenerator(1, 1); // the same seed, an unrelated sequence
 * console.assert(shuffle.uint32() !== dropout.uint32());
 * ```
 */
export function createGenerator(seed: number, stream = 0): Generator {
  requireWhole("seed", seed);
  requireWhole("stream", stream);
  const start = mix(mix(BigInt(seed) + GOLDEN_GAMMA) + BigInt(stream));
  const first = mix(start + GOLDEN_GAMMA);
  const second = mix(start + 2n * GOLDEN_GAMMA);
  const words = [first & 0xffff_ffffn, first >> 32n, second & 0xffff_ffffn, second >> 32n];
  return fromWords(Uint32Array.from(words, Number));
}

/**
 * Makes a generator that continues from a state of {@linkcode Generator.state}.
 *
 * @throws {WeftError} `checkpoint` when `state` is not a state of this algorithm.
 *
 * @example
 * ```ts
 * const generator = createGenerator(7);
 * const saved = JSON.stringify(generator.state());
 * const next = generator.uint32();
 * console.assert(restoreGenerator(JSON.parse(saved)).uint32() === next);
 * ```
 */
export function restoreGenerator(state: GeneratorState): Generator {
  const { algorithm, words } = state;
  const sound = algorithm === "xoshiro128**" && Array.isArray(words) && words.length === 4 &&
    words.every((word) => Number.isInteger(word) && word >= 0 && word < TWO_TO_32) &&
    words.some((word) => word !== 0);
  if (!sound) {
    throw new WeftError(
      "checkpoint",
      `Cannot restore the random generator: expected four 32-bit words of xoshiro128**, got ${
        JSON.stringify(state)
      }`,
      "The saved state is damaged or from another version; start a new run",
    );
  }
  return fromWords(Uint32Array.from(words));
}

/** Makes a generator with the state `s`, four words. A typed array keeps them unboxed. */
function fromWords(s: Uint32Array): Generator {
  const uint32 = (): number => {
    const s0 = s[0]!, s1 = s[1]!, s2 = s[2]! ^ s0, s3 = s[3]! ^ s1;
    const product = Math.imul(s1, 5);
    s[0] = s0 ^ s3;
    s[1] = s1 ^ s2;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
  };
  const uniform = (): number => (uint32() >>> 8) / 0x100_0000;
  const below = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > TWO_TO_32) {
      throw new WeftError(
        "usage",
        `Cannot draw an integer below n: expected an integer from 1 to 2^32, got ${n}`,
        "Pass how many values there are to choose from",
      );
    }
    // Values above the last multiple of n would make small remainders likelier.
    const limit = TWO_TO_32 - (TWO_TO_32 % n);
    let value = uint32();
    while (value >= limit) value = uint32();
    return value % n;
  };
  return {
    state: () => ({ algorithm: "xoshiro128**", words: [s[0]!, s[1]!, s[2]!, s[3]!] }),
    uint32,
    uniform,
    below,
    fillUniform(values) {
      for (let i = 0; i < values.length; i++) values[i] = uniform();
    },
    permutation(n) {
      const order = new Uint32Array(n);
      for (let i = 0; i < n; i++) order[i] = i;
      for (let i = n - 1; i > 0; i--) {
        const j = below(i + 1);
        const moved = order[i]!;
        order[i] = order[j]!;
        order[j] = moved;
      }
      return order;
    },
  };
}

const GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15n;

/** The output function of splitmix64 (Steele, Lea and Flood 2014): a bijection of 64-bit words. */
function mix(word: bigint): bigint {
  let z = BigInt.asUintN(64, word);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn);
  return z ^ (z >> 31n);
}

function requireWhole(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new WeftError(
    "usage",
    `Cannot seed the random generator: expected ${what} to be an integer from 0 to 2^53 - 1, ` +
      `got ${value}`,
    `Pass a whole number as the ${what}, for example 1`,
  );
}

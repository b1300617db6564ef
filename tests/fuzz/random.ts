/** A seeded source of choices. Making one is cheap, because every input has its own. */
export interface Random {
  /** An integer in [0, n). */
  below(n: number): number;
  /** True with a probability. */
  chance(probability: number): boolean;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
}

/**
 * Makes the source of input number `index` of a run: mulberry32, started by a mix of both numbers,
 * so that an input can be made again without those before it.
 */
export function createRandom(seed: number, index: number): Random {
  let state = mix(mix(seed >>> 0) ^ index) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)]!,
  };
}

/** Thomas Wang's hash of a 32-bit integer. */
function mix(word: number): number {
  let h = word ^ 61 ^ (word >>> 16);
  h = Math.imul(h, 9);
  h ^= h >>> 4;
  h = Math.imul(h, 0x27d4eb2d);
  return h ^ (h >>> 15);
}

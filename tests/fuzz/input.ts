import { createRandom } from "./random.ts";
import type { Target } from "./target.ts";

/** Makes input number `index` of a seed: the same bytes each time. */
export function inputOf(
  { mutate }: Target,
  seeds: readonly Uint8Array[],
  seed: number,
  index: number,
): Uint8Array {
  const random = createRandom(seed, index);
  return mutate(random, random.pick(seeds), seeds);
}

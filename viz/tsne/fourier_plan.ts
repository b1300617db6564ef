// This module is browser compatible.

import { onCircle } from "./circle.ts";

/** What the kernels need for transforms of one length. */
export interface FourierPlan {
  /** Radices of the passes, then 0; their product is the length. */
  readonly radices: Int32Array;
  /** (cos, -sin) for every pass, group and member of the group but the first. */
  readonly twiddles: Float64Array;
}

/**
 * Lengths with nothing but twos and threes in them, so that the kernels can transform them, close
 * to each other.
 */
export const LENGTHS: readonly number[] = [
  ...[64, 72, 96, 108, 128, 144, 192, 216, 256, 288, 324, 384, 432, 512, 576, 648, 768, 864],
  ...[1024, 1152, 1296, 1536, 1728, 2048],
];

/** Plans transforms of a length that is 2^a 3^b. */
export function planFourier(n: number): FourierPlan {
  const radices: number[] = [];
  let rest = n;
  for (const radix of [3, 4, 2]) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  const twiddles: number[] = [];
  let length = n;
  for (const radix of radices) {
    const groups = length / radix;
    for (let p = 0; p < groups; p++) {
      for (let j = 1; j < radix; j++) {
        const [cos, sin] = onCircle(p * j, length);
        twiddles.push(cos, -sin);
      }
    }
    length = groups;
  }
  return { radices: Int32Array.of(...radices, 0), twiddles: Float64Array.from(twiddles) };
}

// This module is browser compatible.
import { argmax } from "../../../infer/softmax.ts";

/** The difference between the logits of two runtimes. */
export interface Difference {
  /** The largest absolute difference of a logit. */
  readonly largest: number;
  /** The number of logits with the same bits. */
  readonly equal: number;
  /** The number of images with the same most probable class. */
  readonly sameClass: number;
}

/**
 * Compares the logits of two runtimes.
 *
 * @param logits [count, width].
 * @param expected The logits of the other runtime, [count, width].
 *
 * @example
 * ```ts
 * const { largest, equal } = compareLogits(Float32Array.of(1, 2), Float32Array.of(1, 2.5), 2);
 * console.assert(largest === 0.5 && equal === 1);
 * ```
 */
export function compareLogits(
  logits: Float32Array,
  expected: Float32Array,
  width: number,
): Difference {
  let largest = 0, equal = 0, sameClass = 0;
  for (let i = 0; i < logits.length; i++) {
    const difference = Math.abs(logits[i]! - expected[i]!);
    // A NaN counts as an infinite difference.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
    if (Object.is(logits[i], expected[i])) equal++;
  }
  for (let from = 0; from < logits.length; from += width) {
    if (argmax(logits, from, width) === argmax(expected, from, width)) sameClass++;
  }
  return { largest, equal, sameClass };
}

// This module is browser compatible.
import { argmax } from "../../../infer/softmax.ts";

/** How far two runtimes lie apart. */
export interface Difference {
  /** The largest absolute difference of a logit. */
  readonly largest: number;
  /** How many logits are the same, bit for bit. */
  readonly equal: number;
  /** Of how many images both find the same class most probable. */
  readonly sameAnswers: number;
}

/**
 * Compares the logits of two runtimes.
 *
 * @param logits [count, width].
 * @param expected The other runtime's, [count, width].
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
  let largest = 0, equal = 0, sameAnswers = 0;
  for (let i = 0; i < logits.length; i++) {
    const difference = Math.abs(logits[i]! - expected[i]!);
    // A NaN is no small difference: it has to show.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
    if (Object.is(logits[i], expected[i])) equal++;
  }
  for (let from = 0; from < logits.length; from += width) {
    if (argmax(logits, from, width) === argmax(expected, from, width)) sameAnswers++;
  }
  return { largest, equal, sameAnswers };
}

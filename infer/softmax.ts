// This module is browser compatible.

/**
 * Turns logits into probabilities. The largest logit is subtracted first, so nothing overflows.
 *
 * @param logits [count, classes].
 * @returns [count, classes]; each row sums to 1.
 *
 * @example
 * ```ts
 * const [a, b] = softmax(new Float32Array([1000, 1000]), 2);
 * console.assert(a === 0.5 && b === 0.5);
 * ```
 */
export function softmax(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const logSum = logSumExp(logits, from, classes);
    for (let i = from; i < from + classes; i++) probabilities[i] = Math.exp(logits[i]! - logSum);
  }
  return probabilities;
}

/**
 * The logarithm of the sum of the exponentials of one row. A logit minus this is the logarithm of
 * its probability.
 *
 * @example
 * ```ts
 * console.assert(Math.abs(logSumExp(new Float32Array([0, 0]), 0, 2) - Math.LN2) < 1e-12);
 * ```
 */
export function logSumExp(logits: Float32Array, from: number, classes: number): number {
  const largest = logits[from + argmax(logits, from, classes)]!;
  let sum = 0;
  for (let i = from; i < from + classes; i++) sum += Math.exp(logits[i]! - largest);
  return largest + Math.log(sum);
}

/**
 * The index within a row of its largest value; the lowest of equal ones.
 *
 * @example
 * ```ts
 * console.assert(argmax(new Float32Array([9, 1, 3, 3]), 1, 3) === 1);
 * ```
 */
export function argmax(values: Float32Array, from: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[from + i]! > values[from + best]!) best = i;
  return best;
}

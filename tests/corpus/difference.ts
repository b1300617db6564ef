/** An output of a session. */
export interface Output {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/**
 * Roundings that count as equal whatever the spread: four of 24 bits, of the largest number of an
 * output or of 1. ONNX Runtime computes a sigmoid by a rational function, which is exact to such a
 * rounding of 1, also where the true value is smaller.
 */
const ROUNDINGS = 4 * 2 ** -24;

/**
 * The largest difference of two computations of one output, relative to the spread of the second:
 * its largest number less its smallest. Infinite when the shapes differ, or only one of a pair is
 * NaN.
 */
export function spreadDifference(found: Output, wanted: Output): number {
  if (found.shape.join() !== wanted.shape.join()) return Infinity;
  let [low, high, largest, difference] = [Infinity, -Infinity, 1, 0];
  for (let i = 0; i < wanted.data.length; i++) {
    const [value, other] = [Number(wanted.data[i]), Number(found.data[i])];
    if (Object.is(value, other)) {
      if (!Number.isFinite(value)) continue;
    } else difference = Math.max(difference, distance(value, other));
    low = Math.min(low, value);
    high = Math.max(high, value);
    largest = Math.max(largest, Math.abs(value));
  }
  if (difference === Infinity) return Infinity;
  const counted = Math.max(0, difference - ROUNDINGS * largest);
  return counted === 0 ? 0 : counted / (high - low || largest);
}

/** The largest difference of several outputs. */
export function largestDifference(found: readonly Output[], wanted: readonly Output[]): number {
  if (found.length !== wanted.length) return Infinity;
  return found.reduce((most, output, i) => Math.max(most, spreadDifference(output, wanted[i]!)), 0);
}

function distance(a: number, b: number): number {
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

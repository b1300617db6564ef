// This module is browser compatible.

/** Numbers of one output, and the element type that it has. */
export interface OutputNumbers {
  readonly type: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/**
 * Largest difference allowed between an output of the file and tfjs's, in standard deviations of
 * that output. Sums of a few hundred float32 products in another order differ by 1e-6 to 1e-5 of
 * it; a weight that is a tenth off changes an output by a hundredth or more.
 */
export const TOLERANCE = 1e-4;

/**
 * Rounding of float32 that is always allowed, as a share of the largest number of an output: 16
 * units in the last of its 24 bits. An output that is the same everywhere has no spread.
 */
const ROUNDING = 16 * 2 ** -24;

/** Smaller numbers than this are equal: far above the subnormal ones, which some runtimes flush. */
const SMALLEST = 2 ** -100;

/**
 * Largest difference between an output and the expected one, relative to the spread of the expected
 * numbers: their standard deviation, but at least the size at which {@linkcode TOLERANCE} allows
 * for rounding. Infinite when the type or shape differs, when only one of two numbers is NaN or
 * infinite, and when integers or truth values differ.
 */
export function relativeDifference(found: OutputNumbers, expected: OutputNumbers): number {
  const spread = spreadOf(expected.data);
  return largestDifference(found, expected, () => spread);
}

/**
 * The difference of a sigmoid, in standard deviations of what it is computed of. Near 0 and 1 a
 * sigmoid changes little, so that its own deviation would say less of its input. Rounding is
 * relative to 1: ONNX Runtime computes small values of it no more exactly than large ones.
 */
export function sigmoidDifference(found: OutputNumbers, expected: OutputNumbers): number {
  const inputs = Float64Array.from(expected.data, (share) => {
    const inside = Math.min(1 - 2 ** -24, Math.max(SMALLEST, share));
    return Math.log(inside / (1 - inside));
  });
  const deviation = deviationOf(inputs);
  // The slope of a sigmoid of value y is y · (1 - y).
  const scale = (share: number) => share * (1 - share) * deviation + ROUNDING / TOLERANCE;
  return largestDifference(found, expected, scale);
}

/**
 * The difference of logarithms, for the probabilities of a softmax. One of them may be so near to 1
 * that only the logarithms of the others show what the logits are.
 */
export function logDifference(found: OutputNumbers, expected: OutputNumbers): number {
  const logs = ({ data, ...rest }: OutputNumbers): OutputNumbers => ({
    ...rest,
    data: Float64Array.from(data, (number) => Math.log(number < SMALLEST ? SMALLEST : number)),
  });
  return relativeDifference(logs(found), logs(expected));
}

/** The largest difference, of which each is divided by a scale that the expected number has. */
function largestDifference(
  found: OutputNumbers,
  expected: OutputNumbers,
  scaleOf: (number: number) => number,
): number {
  const { type, shape, data } = expected;
  if (found.type !== type || `${found.shape}` !== `${shape}`) return Infinity;
  const float = type === "float32";
  let difference = 0;
  for (let i = 0; i < data.length; i++) {
    const [a, b] = [data[i]!, Number(found.data[i])];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    if (!float || !Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
    difference = Math.max(difference, Math.abs(a - b) / scaleOf(a));
  }
  return difference;
}

/** Standard deviation of the finite numbers, or what rounding needs if that is more. */
export function spreadOf(data: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i]!)) largest = Math.max(largest, Math.abs(data[i]!));
  }
  return Math.max(deviationOf(data), (ROUNDING / TOLERANCE) * largest, SMALLEST);
}

/** Standard deviation of the finite numbers. */
function deviationOf(data: ArrayLike<number>): number {
  let [count, sum] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i]!)) continue;
    count++;
    sum += data[i]!;
  }
  const mean = sum / Math.max(count, 1);
  let squares = 0;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i]!)) squares += (data[i]! - mean) ** 2;
  }
  return Math.sqrt(squares / Math.max(count, 1));
}

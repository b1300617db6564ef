// This module is browser compatible.

import { instantiateKernels } from "../kernels/kernels.ts";

/** Inputs of the classifier: both coordinates, each with mean 0 and variance 1, and a 1. */
const INPUTS = 3;
/** The penalty of the weights: half their squares, as scikit-learn has it. */
const PENALTY = 1;
/**
 * That of the last input's weights, the intercepts: only so large that one solution is the best.
 */
const INTERCEPT_PENALTY = 1e-3;
/** Newton's method is at the bottom after about 10 rounds. */
const ROUNDS = 50;
/** The bottom: another round would lower the loss by this part. */
const TOLERANCE = 1e-8;

/**
 * How many of some points a linear classifier gets right that was fitted to them.
 *
 * @param coordinates [count, 2].
 * @param labels [count], 0 to `classes` - 1.
 * @returns A part, 0 to 1.
 */
export function linearAccuracy(
  coordinates: Float64Array,
  labels: Int32Array,
  classes: number,
): number {
  return fit(coordinates, labels, classes)(coordinates, labels);
}

/**
 * How many of some points a linear classifier gets right that was fitted to others: it sees the
 * first half of the points.
 *
 * @param coordinates [count, 2], in no order.
 * @param labels [count], 0 to `classes` - 1.
 * @returns A part of the second half, 0 to 1.
 */
export function heldOutAccuracy(
  coordinates: Float64Array,
  labels: Int32Array,
  classes: number,
): number {
  const half = labels.length >> 1;
  const score = fit(coordinates.subarray(0, 2 * half), labels.subarray(0, half), classes);
  return score(coordinates.subarray(2 * half), labels.subarray(half));
}

/**
 * Fits a linear classifier to points: multinomial logistic regression on the two coordinates, by
 * Newton's method (Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", section
 * 4.4).
 *
 * @returns Says which part of some points it gets right.
 */
function fit(
  coordinates: Float64Array,
  labels: Int32Array,
  classes: number,
): (coordinates: Float64Array, labels: Int32Array) => number {
  const scales = scalesOf(coordinates);
  const inputs = standardised(coordinates, scales);
  const size = INPUTS * classes;
  let weights = new Float64Array(size);
  let { loss, gradient, hessian } = lossAt(weights, inputs, labels, classes, true);
  for (let round = 0; round < ROUNDS; round++) {
    const step = solve(hessian, gradient);
    const slope = step.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
    if (slope <= TOLERANCE * loss) break;
    let length = 1;
    let moved = weights;
    let lower = Infinity;
    // Newton's step can overshoot; near the bottom it does not.
    for (; length > 1e-6; length /= 2) {
      moved = weights.map((value, i) => value - length * step[i]!);
      lower = lossAt(moved, inputs, labels, classes, false).loss;
      if (lower <= loss - 0.25 * length * slope) break;
    }
    if (!(lower < loss)) break;
    weights = moved;
    ({ loss, gradient, hessian } = lossAt(weights, inputs, labels, classes, true));
  }
  return (coordinates, labels) => {
    const inputs = standardised(coordinates, scales);
    let right = 0;
    for (let i = 0; i < labels.length; i++) {
      const scores = scoresOf(weights, inputs, i, classes);
      right += Number(scores.indexOf(Math.max(...scores)) === labels[i]);
    }
    return right / labels.length;
  };
}

/** What gives each coordinate mean 0 and variance 1. */
type Scales = readonly { readonly mean: number; readonly scale: number }[];

function scalesOf(coordinates: Float64Array): Scales {
  const count = coordinates.length / 2;
  return [0, 1].map((axis) => {
    let sum = 0, squares = 0;
    for (let i = 0; i < count; i++) sum += coordinates[2 * i + axis]!;
    const mean = sum / count;
    for (let i = 0; i < count; i++) {
      const beyond = coordinates[2 * i + axis]! - mean;
      squares += beyond * beyond;
    }
    return { mean, scale: squares > 0 ? 1 / Math.sqrt(squares / count) : 0 };
  });
}

/** [count, 3]: both coordinates by their scales, and 1. */
function standardised(coordinates: Float64Array, scales: Scales): Float64Array {
  const count = coordinates.length / 2;
  const inputs = new Float64Array(INPUTS * count).fill(1);
  scales.forEach(({ mean, scale }, axis) => {
    for (let i = 0; i < count; i++) {
      inputs[INPUTS * i + axis] = (coordinates[2 * i + axis]! - mean) * scale;
    }
  });
  return inputs;
}

function scoresOf(weights: Float64Array, inputs: Float64Array, i: number, classes: number) {
  const [x = 0, y = 0] = [inputs[INPUTS * i], inputs[INPUTS * i + 1]];
  const scores = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    scores[c] = weights[INPUTS * c]! * x + weights[INPUTS * c + 1]! * y + weights[INPUTS * c + 2]!;
  }
  return scores;
}

/**
 * The loss, and where it is asked for its gradient [size] and its matrix of second derivatives
 * [size, size].
 */
function lossAt(
  weights: Float64Array,
  inputs: Float64Array,
  labels: ArrayLike<number>,
  classes: number,
  derivatives: boolean,
) {
  const { exp, log } = instantiateKernels();
  const size = weights.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(derivatives ? size * size : 0);
  let loss = 0;
  for (let w = 0; w < size; w++) {
    const penalty = w % INPUTS === INPUTS - 1 ? INTERCEPT_PENALTY : PENALTY;
    loss += penalty * weights[w]! * weights[w]! / 2;
    gradient[w] = penalty * weights[w]!;
    if (derivatives) hessian[w * size + w] = penalty;
  }
  for (let i = 0; i < labels.length; i++) {
    const chances = scoresOf(weights, inputs, i, classes);
    const label = labels[i]!;
    const largest = Math.max(...chances);
    const own = chances[label]! - largest;
    let total = 0;
    for (let c = 0; c < classes; c++) total += chances[c] = exp(chances[c]! - largest);
    loss += log(total) - own;
    if (!derivatives) continue;
    for (let c = 0; c < classes; c++) chances[c] = chances[c]! / total;
    addDerivatives(
      gradient,
      hessian,
      chances,
      label,
      inputs.subarray(INPUTS * i, INPUTS * (i + 1)),
    );
  }
  return { loss, gradient, hessian };
}

/** Adds one point's part of the derivatives; of the second ones, the lower triangle. */
function addDerivatives(
  gradient: Float64Array,
  hessian: Float64Array,
  chances: Float64Array,
  label: number,
  input: Float64Array,
): void {
  const size = gradient.length;
  for (let c = 0; c < chances.length; c++) {
    const chance = chances[c]!;
    for (let a = 0; a < INPUTS; a++) {
      const row = INPUTS * c + a;
      gradient[row] = gradient[row]! + (chance - Number(c === label)) * input[a]!;
      for (let d = 0; d <= c; d++) {
        const curvature = chance * (Number(c === d) - chances[d]!) * input[a]!;
        for (let b = 0; b < INPUTS; b++) {
          const at = row * size + INPUTS * d + b;
          hessian[at] = hessian[at]! + curvature * input[b]!;
        }
      }
    }
  }
}

/**
 * Solves matrix x = right for a positive definite matrix, of which the lower triangle is read and
 * overwritten (Cholesky).
 */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const x = right.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * n + j]!;
    }
    for (let k = 0; k < i; k++) x[i] = x[i]! - matrix[i * n + k]! * x[k]!;
    x[i] = x[i]! / matrix[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] = x[i]! - matrix[k * n + i]! * x[k]!;
    x[i] = x[i]! / matrix[i * n + i]!;
  }
  return x;
}

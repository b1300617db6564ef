// This module is browser compatible.

import type { Features, Shape } from "../features.ts";
import { gramMatrix, scatterMatrix } from "./covariance.ts";
import { leadingEigen } from "./lanczos.ts";
import { addScaled, orthonormalise } from "./vectors.ts";

/** A direction with less than this part of the largest variance consists of rounding errors. */
const RANK_TOLERANCE = 1e-12;

/** The principal axes of points: the orthogonal directions in which they vary most. */
export interface Axes {
  /** [dimensions]: the mean point. */
  readonly mean: Float64Array;
  /**
   * [axes][dimensions]: orthonormal, by falling variance. The loading with the largest absolute
   * value is positive in each row.
   */
  readonly directions: Float64Array[];
  /** [axes]: the variance along each, with the divisor count - 1. */
  readonly variances: Float64Array;
  /** The total variance, along all axes of the space. */
  readonly total: number;
}

/**
 * Computes the principal axes of points.
 *
 * @param exact Number of axes that are exact.
 * @param most Number of axes in all; those behind the exact ones are approximate. There are fewer
 *   where there are fewer points or features.
 */
export function principalAxes(
  features: Features,
  shape: Shape,
  exact: number,
  most: number,
): Axes {
  const { count, dimensions } = shape;
  // With fewer points than features, the Gram matrix is smaller and has the same eigenvalues.
  const byGram = count < dimensions;
  const scatter = byGram ? gramMatrix(features, shape) : scatterMatrix(features, shape);
  const { mean, matrix } = scatter;
  const n = byGram ? count : dimensions;
  const { values, vectors } = leadingEigen(matrix, n, exact, most);
  const found = Math.min(most, n);
  const rows = Array.from({ length: found }, (_, i) => vectors.slice(i * n, (i + 1) * n));
  const directions = byGram ? axesOfGram(rows, values, features, shape, mean) : rows;
  directions.forEach(fixSign);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += matrix[i * n + i]!;
  const divisor = Math.max(1, count - 1);
  return {
    mean,
    directions,
    // Rounding can make a variance of 0 slightly negative.
    variances: values.slice(0, found).map((value) => Math.max(0, value) / divisor),
    total: trace / divisor,
  };
}

/**
 * The axes from eigenvectors of the Gram matrix: sums of the centred points, weighted by the
 * elements of an eigenvector.
 */
function axesOfGram(
  weights: readonly Float64Array[],
  values: Float64Array,
  features: Features,
  { count, dimensions }: Shape,
  mean: Float64Array,
): Float64Array[] {
  const directions: Float64Array[] = [];
  let unit = 0;
  weights.forEach((weight, k) => {
    let direction = new Float64Array(dimensions);
    if (values[k]! > RANK_TOLERANCE * values[0]!) {
      for (let i = 0, at = 0; i < count; i++) {
        const w = weight[i]!;
        for (let d = 0; d < dimensions; d++, at++) {
          direction[d] = direction[d]! + w * (features[at]! - mean[d]!);
        }
      }
    }
    // Without variance left, any direction that is orthogonal to the others is an axis.
    while (!orthonormalise(direction, directions)) {
      direction = new Float64Array(dimensions);
      direction[unit++] = 1;
    }
    directions.push(direction);
  });
  return directions;
}

/**
 * Negates a direction if its loading with the largest absolute value, the first of several, is
 * negative.
 */
function fixSign(direction: Float64Array): void {
  let largest = 0;
  for (const loading of direction) if (Math.abs(loading) > Math.abs(largest)) largest = loading;
  if (largest < 0) addScaled(direction, direction.slice(), -2);
}

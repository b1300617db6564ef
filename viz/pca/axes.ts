// This module is browser compatible.

import type { Features, Shape } from "../features.ts";
import { scatterOfFeatures, scatterOfPoints } from "./covariance.ts";
import { leadingEigen } from "./leading.ts";
import { addScaled, orthonormalise } from "./vectors.ts";

/**
 * A direction whose variance is a smaller part of the largest one than this is left to chance by
 * rounding.
 */
const RANK_TOLERANCE = 1e-12;

/** The directions in which points vary most. */
export interface Axes {
  /** [dimensions]: the mean point. */
  readonly mean: Float64Array;
  /**
   * [axes][dimensions]: orthonormal, by falling variance; the loading of the largest size is
   * positive.
   */
  readonly directions: Float64Array[];
  /** [axes]: the variance along each, with the divisor count - 1. */
  readonly variances: Float64Array;
  /** The variance along all axes that there are. */
  readonly total: number;
}

/**
 * The principal axes of some points.
 *
 * @param exact How many axes have to be exact.
 * @param most How many to return; those behind the exact ones are as good as they come. There are
 * fewer where there are fewer points or features.
 */
export function principalAxes(
  features: Features,
  shape: Shape,
  exact: number,
  most: number,
): Axes {
  const { count, dimensions } = shape;
  // With fewer points than features, the products of the points hold the same in a smaller matrix.
  const byPoints = count < dimensions;
  const scatter = byPoints ? scatterOfPoints(features, shape) : scatterOfFeatures(features, shape);
  const { mean, matrix } = scatter;
  const n = byPoints ? count : dimensions;
  const { values, vectors } = leadingEigen(matrix, n, exact, most);
  const found = Math.min(most, n);
  const rows = Array.from({ length: found }, (_, i) => vectors.slice(i * n, (i + 1) * n));
  const directions = byPoints ? throughPoints(rows, values, features, shape, mean) : rows;
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
 * Directions among the features from eigenvectors among the points: sums of the points less their
 * mean.
 */
function throughPoints(
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
    // Where the points do not vary any more, any direction that is orthogonal to the others will
    // do.
    while (!orthonormalise(direction, directions)) {
      direction = new Float64Array(dimensions);
      direction[unit++] = 1;
    }
    directions.push(direction);
  });
  return directions;
}

/** Turns a direction around if its largest loading, the first of several, is negative. */
function fixSign(direction: Float64Array): void {
  let largest = 0;
  for (const loading of direction) if (Math.abs(loading) > Math.abs(largest)) largest = loading;
  if (largest < 0) addScaled(direction, direction.slice(), -2);
}

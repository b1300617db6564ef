// This module is browser compatible.

import { WeftError } from "../error.ts";
import { checkFinite, checkShape, type Features } from "./features.ts";
import { principalAxes } from "./pca/axes.ts";
import { project, reconstruct } from "./pca/project.ts";

/** What {@linkcode pca} is told about its input. */
export interface PcaOptions {
  /** Number of points. */
  count: number;
  /** Features of each point. */
  dimensions: number;
  /**
   * How many principal components to keep, at most `min(count, dimensions)`; 2 where it is not
   * given.
   */
  components?: number;
}

/** The principal components of some points, as {@linkcode pca} returns them. */
export interface Pca {
  /** [count, components]: the points in the coordinates of the components, around their mean. */
  readonly coordinates: Float32Array;
  /**
   * [components, dimensions]: orthonormal rows, by falling variance. The loading of the largest
   * size is positive.
   */
  readonly components: Float64Array;
  /** [dimensions]: the mean point. */
  readonly mean: Float64Array;
  /** [components]: the variance along each component, with the divisor count - 1. */
  readonly explainedVariance: Float64Array;
  /**
   * [components]: the same as a part of the whole variance, 0 to 1; zeros where the points do not
   * vary.
   */
  readonly explainedVarianceRatio: Float64Array;
  /**
   * Brings other points, [count, dimensions], into the coordinates of the components: [count,
   * components].
   */
  readonly transform: (features: Features, count: number) => Float32Array;
  /** The points, [count, dimensions], that have these coordinates, [count, components]. */
  readonly inverseTransform: (coordinates: Float32Array, count: number) => Float32Array;
}

/** What an error says first. */
const TASK = "Cannot compute the principal components";
/**
 * Vectors that the search for a few components works with, at least: more of them converge in fewer
 * rounds.
 */
const LEAST_BASIS = 48;

/**
 * Principal component analysis: the directions in which points vary most, and the points in them.
 * It is exact, up to rounding, and the same to the last bit in every engine. Bytes and float32 are
 * taken as they are, unscaled.
 *
 * @param features [count, dimensions], one point after the other.
 * @throws {WeftError} `usage` where sizes do not fit, `data` where a feature is NaN or infinite,
 * `runtime` where there is not enough memory.
 *
 * @example
 * ```ts
 * import { pca } from "weft";
 *
 * const points = Float32Array.of(0, 0, 1, 2, 2, 4, 3, 6);
 * const { components, explainedVarianceRatio } = pca(points, { count: 4, dimensions: 2, components: 1 });
 * console.assert(Math.abs(components[1]! / components[0]! - 2) < 1e-12);
 * console.assert(Math.abs(explainedVarianceRatio[0]! - 1) < 1e-12);
 * ```
 */
export function pca(features: Features, options: PcaOptions): Pca {
  const { count, dimensions, components: kept = Math.min(2, count, dimensions) } = options;
  checkShape(TASK, features, options);
  checkFinite(TASK, features, options);
  if (!(Number.isInteger(kept) && kept >= 1 && kept <= Math.min(count, dimensions))) {
    throw new WeftError(
      "usage",
      `${TASK}: expected components to be a whole number from 1 to ${
        Math.min(count, dimensions)
      } but got ${kept}`,
      "There are at most as many components as points and as features",
    );
  }
  const basis = Math.max(LEAST_BASIS, 2 * kept + 16);
  const { mean, directions, variances, total } = principalAxes(features, options, kept, basis);
  const components = new Float64Array(kept * dimensions);
  directions.slice(0, kept).forEach((row, i) => components.set(row, i * dimensions));
  const explainedVariance = variances.slice(0, kept);
  const transform = (points: Features, count: number) => {
    checkShape("Cannot transform the points", points, { count, dimensions });
    return project(points, { count, dimensions }, mean, components);
  };
  return {
    coordinates: transform(features, count),
    components,
    mean,
    explainedVariance,
    explainedVarianceRatio: explainedVariance.map((value) => total > 0 ? value / total : 0),
    transform,
    inverseTransform: (coordinates, count) => {
      checkShape("Cannot transform back", coordinates, { count, dimensions: kept });
      return reconstruct(coordinates, count, mean, components);
    },
  };
}

// This module is browser compatible.

/**
 * Principal component analysis (PCA): the orthogonal directions in which points vary most, and the
 * coordinates of the points in them.
 *
 * The components are the eigenvectors of the covariance matrix with the largest eigenvalues
 * (Jolliffe, "Principal Component Analysis", 2002, section 1.1). `pca/covariance.ts` computes the
 * matrix, `pca/lanczos.ts` or `pca/eigen.ts` its eigenvectors, and `pca/project.ts` the
 * coordinates.
 *
 * @module
 */

import { WeftError } from "../error.ts";
import { checkFinite, checkShape, type Features } from "./features.ts";
import { principalAxes } from "./pca/axes.ts";
import { project, reconstruct } from "./pca/project.ts";

// Public API

/** The options of {@linkcode pca}. */
export interface PcaOptions {
  /** Number of points. */
  count: number;
  /** Features of each point. */
  dimensions: number;
  /** Number of principal components, at most `min(count, dimensions)`. Default: 2. */
  components?: number;
}

/** The principal components that {@linkcode pca} returns. */
export interface Pca {
  /** [count, components]: the points in the coordinates of the components, around their mean. */
  readonly coordinates: Float32Array;
  /**
   * [components, dimensions]: orthonormal rows, by falling variance. The loading with the largest
   * absolute value is positive in each row.
   */
  readonly components: Float64Array;
  /** [dimensions]: the mean point. */
  readonly mean: Float64Array;
  /** [components]: the variance along each component, with the divisor count - 1. */
  readonly explainedVariance: Float64Array;
  /** [components]: the share of the total variance, 0 to 1; zeros where the points do not vary. */
  readonly explainedVarianceRatio: Float64Array;
  /** Projects other points, [count, dimensions], on the components: [count, components]. */
  readonly transform: (features: Features, count: number) => Float32Array;
  /** Returns the points, [count, dimensions], of given coordinates, [count, components]. */
  readonly inverseTransform: (coordinates: Float32Array, count: number) => Float32Array;
}

/**
 * Computes the principal components of points. They are exact, up to rounding, and the same to the
 * last bit in every JavaScript engine. Bytes and float32 are not scaled.
 *
 * @param features [count, dimensions], one point after the other.
 * @throws {WeftError} `usage` where sizes do not fit, `data` where a feature is NaN or infinite,
 *   `runtime` where there is not enough memory.
 *
 * @example
 * ```ts
 * import { pca } from "weft-ml";
 *
 * const points = Float32Array.of(0, 0, 1, 2, 2, 4, 3, 6);
 * const options = { count: 4, dimensions: 2, components: 1 };
 * const { components, explainedVarianceRatio } = pca(points, options);
 * console.assert(Math.abs(components[1]! / components[0]! - 2) < 1e-12);
 * console.assert(Math.abs(explainedVarianceRatio[0]! - 1) < 1e-12);
 * ```
 */
export function pca(features: Features, options: PcaOptions): Pca {
  const { count, dimensions, components: kept = Math.min(2, count, dimensions) } = options;
  checkShape(FAILURE, features, options);
  checkFinite(FAILURE, features, options);
  if (!(Number.isInteger(kept) && kept >= 1 && kept <= Math.min(count, dimensions))) {
    throw new WeftError(
      "usage",
      `${FAILURE}: expected components to be a whole number from 1 to ${
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

// Implementation

/** The first words of an error. */
const FAILURE = "Cannot compute the principal components";
/** The least size of the basis of the Lanczos method. A larger basis converges in fewer rounds. */
const LEAST_BASIS = 48;

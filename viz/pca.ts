// This module is browser compatible.

/** What {@linkcode pca} is told about its input. */
export interface PcaOptions {
  /** Number of points. */
  count: number;
  /** Features of each point. */
  dimensions: number;
  /** How many principal components to keep, at most `min(count, dimensions)`; 2 where it is not given. */
  components?: number;
}

/** The principal components of some points, as {@linkcode pca} returns them. */
export interface Pca {
  /** [count, components]: the points in the coordinates of the components, around their mean. */
  readonly coordinates: Float32Array;
  /** [components, dimensions]: orthonormal rows, by falling variance. The loading of the largest size is positive. */
  readonly components: Float64Array;
  /** [dimensions]: the mean point. */
  readonly mean: Float64Array;
  /** [components]: the variance along each component, with the divisor count - 1. */
  readonly explainedVariance: Float64Array;
  /** [components]: the same as a part of the whole variance, 0 to 1; zeros where the points do not vary. */
  readonly explainedVarianceRatio: Float64Array;
  /** Brings other points, [count, dimensions], into the coordinates of the components: [count, components]. */
  readonly transform: (features: Float32Array | Uint8Array, count: number) => Float32Array;
  /** The points, [count, dimensions], that have these coordinates, [count, components]. */
  readonly inverseTransform: (coordinates: Float32Array, count: number) => Float32Array;
}

// This module is browser compatible.

/** How far {@linkcode tsne} has come. */
export interface TsneProgress {
  /** Iterations done. */
  readonly iteration: number;
  /** Iterations in all. */
  readonly iterations: number;
  /** [count, 2]: the map as it is now, for a page that draws while it runs; not there before the first iteration. */
  readonly coordinates?: Float32Array;
}

/** What {@linkcode tsne} is told. */
export interface TsneOptions {
  /** Number of points, at least 2. */
  count: number;
  /** Features of each point. */
  dimensions: number;
  /** About how many neighbours each point has; 30 where it is not given, less where there are too few points for it. */
  perplexity?: number;
  /** Steps of gradient descent; 750 where it is not given. */
  iterations?: number;
  /** Called now and then while the map is made. */
  onProgress?: (progress: TsneProgress) => void;
  /** Stops the work: the promise is rejected and the memory given back. */
  signal?: AbortSignal;
  /** How many workers help; as many as there are processors where it is not given. The map does not depend on it. */
  workers?: number;
}

/** A map, as {@linkcode tsne} returns it. */
export interface Tsne {
  /** [count, 2]: the place of each point, the map's mean at the origin. */
  readonly coordinates: Float32Array;
  /** The Kullback-Leibler divergence of the map from the affinities of the points, in nats. */
  readonly klDivergence: number;
  /** The perplexity that was used. */
  readonly perplexity: number;
  /** Steps of gradient descent. */
  readonly iterations: number;
  /** What the reader of the map has to know, as sentences; empty where all went as asked. */
  readonly notices: string[];
}

// This module is browser compatible.
import type { Features } from "../features.ts";
import type { Quality } from "../quality/quality.ts";

/** What maps are made of. */
export interface FeatureSet {
  /** For files and programs. */
  readonly name: "embedding" | "pixels";
  /** For people. */
  readonly title: string;
  /** [count, dimensions]. */
  readonly values: Features;
  readonly dimensions: number;
}

/** How a map is made. */
export type Method = "pca" | "tsne";

/** Methods as people call them. */
export const METHOD_TITLES: Readonly<Record<Method, string>> = { pca: "PCA", tsne: "t-SNE" };

/** A map as an engine makes it. */
export interface ComputedMap {
  /** [count, 2]. */
  readonly coordinates: Float32Array;
  /** PCA: the share of the variance of each component, the two of the map first. */
  readonly explainedVarianceRatio?: Float64Array;
  /** t-SNE: in nats. */
  readonly klDivergence?: number;
  /** t-SNE: the perplexity that was used. */
  readonly perplexity?: number;
  /** t-SNE: steps of gradient descent. */
  readonly iterations?: number;
  /** What its reader has to know. */
  readonly notices: readonly string[];
}

/** A map, what it is of, and how good it is. */
export interface MeasuredMap extends ComputedMap {
  readonly features: FeatureSet;
  readonly method: Method;
  readonly quality: Quality;
}

/** How many neighbours the measures of quality look at. */
export const NEIGHBOURS = 10;

// This module is browser compatible.
import type { Features } from "../features.ts";
import type { Quality } from "../quality/quality.ts";

/** The features of some images, from which maps are computed. */
export interface FeatureSet {
  /** The name in files and for programs. */
  readonly name: "embedding" | "pixels";
  /** The name in figures and messages. */
  readonly title: string;
  /** [count, dimensions]. */
  readonly values: Features;
  readonly dimensions: number;
}

/** The method that computes a map. */
export type Method = "pca" | "tsne";

/** The names of the methods in figures and messages. */
export const METHOD_TITLES: Readonly<Record<Method, string>> = { pca: "PCA", tsne: "t-SNE" };

/** A map, with the numbers that its method reports. */
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
  /** Sentences for the reader of the map, such as one about a lowered perplexity. */
  readonly notices: readonly string[];
}

/** A map with its features, its method and its quality. */
export interface MeasuredMap extends ComputedMap {
  readonly features: FeatureSet;
  readonly method: Method;
  readonly quality: Quality;
}

/** The number of neighbours in trustworthiness, continuity and k-NN accuracy. */
export const NEIGHBOURS = 10;

// This module is browser compatible.
import type { Neighbour } from "./neighbours.ts";
import type { ClassSummary } from "./class_summary.ts";

/** What the worker makes maps of; sent once, before all else. */
export interface Start {
  readonly kind: "start";
  /** [count, dimensions] */
  readonly features: Float32Array;
  readonly dimensions: number;
}

/** What the page asks of the worker after {@linkcode Start}. */
export type Request =
  | Start
  /** Make a map by t-SNE; one that is being made is called off. `run` names it in the answers. */
  | { readonly kind: "tsne"; readonly run: number; readonly perplexity: number }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "cancel" }
  /** The nearest neighbours of a point, */
  | { readonly kind: "neighbours"; readonly id: number; readonly point: number; readonly k: number }
  /** and of other features, [dimensions]. */
  | {
    readonly kind: "nearest";
    readonly id: number;
    readonly query: Float32Array;
    readonly k: number;
  }
  /** What can be said of each class on a map. */
  | {
    readonly kind: "summary";
    readonly id: number;
    readonly positions: Float32Array;
    readonly labels: Uint8Array;
    readonly classes: number;
  };

/** What the worker tells the page. */
export type Answer =
  /**
   * The first two principal components of the features, and the share of the variance that each
   * holds.
   */
  | { readonly kind: "pca"; readonly coordinates: Float32Array; readonly shares: readonly number[] }
  | {
    readonly kind: "progress";
    readonly run: number;
    readonly iteration: number;
    readonly iterations: number;
    readonly coordinates?: Float32Array;
  }
  | {
    readonly kind: "map";
    readonly run: number;
    readonly coordinates: Float32Array;
    readonly klDivergence: number;
    readonly perplexity: number;
    readonly iterations: number;
    readonly notices: readonly string[];
  }
  | { readonly kind: "cancelled"; readonly run: number }
  | { readonly kind: "reply"; readonly id: number; readonly value: Neighbour[] | ClassSummary[] }
  /** What could not be done, of the request `id`, of the map `run`, or of the start. */
  | {
    readonly kind: "failed";
    readonly id?: number;
    readonly run?: number;
    readonly message: string;
    readonly hint: string;
  };

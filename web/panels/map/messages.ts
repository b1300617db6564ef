// This module is browser compatible.
import type { SentError } from "../../sent_error.ts";
import type { ClassSummary } from "./class_summary.ts";
import type { Neighbour } from "./neighbours.ts";

/** The features that the worker maps; sent once, before all other requests. */
export interface StartRequest {
  readonly kind: "start";
  /** [count, dimensions]. */
  readonly features: Float32Array;
  readonly dimensions: number;
}

/** A message from the page to the worker. */
export type MapRequest =
  | StartRequest
  /** Makes a t-SNE map and cancels one that is being made. Responses contain the same `run`. */
  | { readonly kind: "tsne"; readonly run: number; readonly perplexity: number }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "cancel" }
  /** Finds the nearest neighbours of a point in feature space. */
  | { readonly kind: "neighbours"; readonly id: number; readonly point: number; readonly k: number }
  /** Finds the nearest neighbours of other features, [dimensions]. */
  | {
    readonly kind: "nearest";
    readonly id: number;
    readonly query: Float32Array;
    readonly k: number;
  }
  /** Summarizes each class of a map. */
  | {
    readonly kind: "summary";
    readonly id: number;
    readonly positions: Float32Array;
    readonly labels: Uint8Array;
    readonly classes: number;
  };

/** A message from the worker to the page. */
export type MapResponse =
  /** The first two principal components of the features, and the fraction of variance of each. */
  | {
    readonly kind: "pca";
    readonly coordinates: Float32Array;
    readonly varianceRatios: readonly number[];
  }
  /** The progress of t-SNE; some messages contain the coordinates at that iteration. */
  | {
    readonly kind: "progress";
    readonly run: number;
    readonly iteration: number;
    readonly iterations: number;
    readonly coordinates?: Float32Array;
  }
  /** The finished t-SNE map. */
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
  /** The result of the request `id`. */
  | { readonly kind: "result"; readonly id: number; readonly result: Neighbour[] | ClassSummary[] }
  /** The error of the request `id`, of the t-SNE map `run`, or of the start. */
  | {
    readonly kind: "failed";
    readonly id?: number;
    readonly run?: number;
    readonly error: SentError;
  };

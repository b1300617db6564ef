// This module is browser compatible.

import type { Config, KerasObject } from "./json.ts";
import type { Weight } from "./weights.ts";

/** A layer as tfjs reads it, with its weights. */
export interface ConvertedLayer extends KerasObject {
  readonly weights: readonly Weight[];
}

/**
 * Converts a layer of a class. Its config has no keys of Keras's own; activations have tfjs's
 * names.
 */
export type LayerRule = (config: Config, convert: ConvertLayer) => Partial<ConvertedLayer>;

/** Converts the layer inside another one. */
export type ConvertLayer = (layer: KerasObject) => ConvertedLayer;

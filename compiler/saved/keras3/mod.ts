// This module is browser compatible.

import { registerActivations } from "./activations.ts";
import { registerAddedLayers } from "./added_layers.ts";
import { convertModel } from "./convert.ts";
import { type Config, isConfig, isKerasObject } from "./json.ts";
import { registerResetAfterGRU } from "./reset_after_gru.ts";
import { weightNames } from "./weights.ts";

/** A model.json of Keras 3 as tfjs reads it. */
export interface Keras3Model {
  readonly topology: Config;
  /** Names of the weights in the order of the file; `undefined` for one that is not needed. */
  readonly names: readonly (string | undefined)[];
}

/**
 * Reads a topology that Keras 3 wrote, with the names of its weights.
 *
 * @returns `undefined` for a topology of an earlier version, which tfjs reads itself.
 * @throws {WeftError} `model` when it has a layer, or a setting of one, that tfjs does not have.
 */
export function readKeras3(topology: Config, names: readonly string[]): Keras3Model | undefined {
  const model = topology.model_config ?? topology;
  if (!isKerasObject(model) || !isKeras3(topology, model.config)) return undefined;
  registerClasses();
  const { model: converted, layers } = convertModel(model);
  return {
    topology: { model_config: converted },
    names: weightNames(names, layers, `${model.config.name}`),
  };
}

let registered = false;

/** Registers what tfjs lacks, at the first model of Keras 3: an import alone changes nothing. */
function registerClasses(): void {
  if (registered) return;
  registered = true;
  registerActivations();
  registerAddedLayers();
  registerResetAfterGRU();
}

function isKeras3({ keras_version: version }: Config, config: Config): boolean {
  if (typeof version === "string") return Number.parseInt(version) >= 3;
  const layers = Array.isArray(config.layers) ? config.layers : [];
  return layers.some((layer) =>
    isKerasObject(layer) && layer.class_name === "InputLayer" && isConfig(layer.config) &&
    "batch_shape" in layer.config
  );
}

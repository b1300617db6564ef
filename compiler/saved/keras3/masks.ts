// This module is browser compatible.

import { isKerasObject, type KerasObject, unsupportedLayer } from "./json.ts";

/** Ops that compute masks, which tfjs computes itself. */
const MASK_OPS: ReadonlySet<string> = new Set(["NotEqual", "Any"]);

/** Layers that compute something else of a masked input. */
const READERS: ReadonlySet<string> = new Set([
  ...["LSTM", "GRU", "SimpleRNN", "Bidirectional", "ConvLSTM2D", "GlobalAveragePooling1D"],
]);

/** True for a layer whose output has a mask where its input has none. */
export function makesMask({ class_name, config }: KerasObject): boolean {
  return class_name === "Masking" || (class_name === "Embedding" && config.mask_zero === true) ||
    MASK_OPS.has(class_name);
}

/**
 * True for a layer that Keras calls without the mask that its input may have: a recurrent layer
 * with initial states, for one. tfjs always hands a mask on.
 */
export function needsNoMask({ class_name }: KerasObject, masked: boolean, hasMasks: boolean) {
  return hasMasks && !masked && READERS.has(class_name);
}

/**
 * Throws for a mask that tfjs would not compute, or use, in the same way.
 *
 * @param source The class of the layer that computes the mask; `undefined` for a call without one.
 */
export function requireOwnMask(layer: KerasObject, source: string | undefined): void {
  if (source === undefined) return;
  const name = `${layer.config.name}`;
  if (!MASK_OPS.has(source)) {
    throw unsupportedLayer(name, "is called with a mask that is not that of its input");
  }
  if (layer.class_name === "Softmax") throw unsupportedLayer(name, "is a Softmax with a mask");
  if (setsZeros(layer)) throw zeros(name);
}

/** As {@linkcode requireOwnMask} for the layers of a sequential model, which has no calls. */
export function requireSequentialMasks(layers: readonly KerasObject[]): void {
  const first = layers.findIndex(makesMask);
  const refused = first < 0 ? undefined : layers.slice(first).find(setsZeros);
  if (refused) throw zeros(`${refused.config.name}`);
}

/** True for a layer that returns zeros for masked steps. */
function setsZeros({ config }: KerasObject): boolean {
  const inner = isKerasObject(config.layer) ? config.layer.config : config;
  return inner.zero_output_for_mask === true && inner.return_sequences === true;
}

const zeros = (name: string) =>
  unsupportedLayer(name, "returns zeros for masked steps, which tfjs does not do");

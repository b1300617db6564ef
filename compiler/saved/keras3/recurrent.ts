// This module is browser compatible.

import { type Config, isKerasObject, type KerasObject, unsupportedLayer } from "./json.ts";
import { ResetAfterGRU } from "./reset_after_gru.ts";
import type { ConvertedLayer, LayerRule } from "./rule.ts";
import { partWeights, type Weight, weightList } from "./weights.ts";

function cellWeights({ use_bias }: Config): Weight[] {
  return weightList("kernel", "recurrent_kernel", use_bias !== false && "bias");
}

/** A layer of one cell of tfjs's own. */
const withCell: LayerRule = (config) => ({ weights: partWeights(cellWeights(config), "cell") });

const gru: LayerRule = (config) => {
  const weights = partWeights(cellWeights(config), "cell");
  if (config.reset_after === false) return { weights };
  // The class has this one kind of cell.
  const { reset_after: _, ...settings } = config;
  return { class_name: ResetAfterGRU.className, config: settings, weights };
};

function innerLayer(config: Config, key: string): KerasObject {
  const layer = config[key];
  if (isKerasObject(layer)) return layer;
  throw unsupportedLayer(config.name as string, `has no ${key}`);
}

const bidirectional: LayerRule = (config, convert) => {
  const layer = convert(innerLayer(config, "layer"));
  if (isKerasObject(config.backward_layer)) requireMirrored(config, layer, convert);
  const inner = layer.config.name as string;
  return {
    config: { layer: { class_name: layer.class_name, config: layer.config }, backward_layer: null },
    weights: ["forward", "backward"].flatMap((way) =>
      partWeights(layer.weights, `${way}_layer`, way, `${way}_${inner}/`)
    ),
  };
};

/** tfjs makes the backward layer from the forward one. */
function requireMirrored(
  config: Config,
  forward: ConvertedLayer,
  convert: (layer: KerasObject) => ConvertedLayer,
): void {
  const backward = convert(innerLayer(config, "backward_layer"));
  const same = ({ name: _, ...rest }: Config, goBackwards: boolean) =>
    JSON.stringify({ ...rest, go_backwards: goBackwards });
  const { go_backwards = false } = forward.config;
  const mirrored = backward.class_name === forward.class_name &&
    backward.config.go_backwards === !go_backwards &&
    same(forward.config, false) === same(backward.config, false);
  if (mirrored) return;
  throw unsupportedLayer(
    config.name as string,
    "has a backward layer that differs from the forward one, and tfjs makes one from the other",
  );
}

const timeDistributed: LayerRule = (config, convert) => {
  const { class_name, config: inner, weights } = convert(innerLayer(config, "layer"));
  return {
    config: { layer: { class_name, config: inner } },
    weights: partWeights(weights, "layer"),
  };
};

/** The recurrent layers of Keras 3, and the layers around others. */
export const recurrentLayers: Readonly<Record<string, LayerRule>> = {
  LSTM: withCell,
  SimpleRNN: withCell,
  ConvLSTM2D: withCell,
  GRU: gru,
  Bidirectional: bidirectional,
  TimeDistributed: timeDistributed,
};

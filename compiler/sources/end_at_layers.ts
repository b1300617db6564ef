// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";

/**
 * The part of a layers model that ends at the outputs of the named layers. It shares the layers
 * with the whole model.
 *
 * @throws {WeftError} `usage` for an unknown layer, or one that is called several times.
 */
export function endAtLayers(model: tf.LayersModel, names: readonly string[]): tf.LayersModel {
  const outputs = names.map((name) => {
    const layer = model.layers.find((layer) => layer.name === name);
    if (!layer) {
      throw new WeftError(
        "usage",
        `Cannot end the model at '${name}': it has no such layer`,
        `Its layers are ${model.layers.map(({ name }) => name).join(", ")}`,
      );
    }
    try {
      return [layer.output].flat();
    } catch (error) {
      throw new WeftError(
        "usage",
        `Cannot end the model at '${name}': the model calls this layer several times`,
        "Name a layer after it",
        { cause: error },
      );
    }
  });
  return tf.model({ inputs: model.inputs, outputs: outputs.flat() });
}

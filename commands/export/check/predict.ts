import * as tf from "@tensorflow/tfjs";
import type { SavedModel } from "../../../compiler/mod.ts";
import type { RandomInput } from "./random_inputs.ts";

/** Computes the outputs of a model with tfjs, in their order. */
export function predict(model: SavedModel, inputs: readonly RandomInput[]): Float32Array[] {
  return tf.tidy(() => {
    const tensors = inputs.map(({ data, lengths, dtype }) => tf.tensor(data, [...lengths], dtype));
    const results = model instanceof tf.LayersModel
      ? model.predict(tensors.length === 1 ? tensors[0]! : tensors, {
        batchSize: inputs[0]!.lengths[0]!,
      })
      : model.execute(
        Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i]!])),
        model.outputs.map(({ name }) => name),
      );
    return [results].flat().map((tensor) => tensor.dataSync<"float32">().slice());
  });
}

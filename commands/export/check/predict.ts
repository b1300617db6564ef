import * as tf from "@tensorflow/tfjs";
import { predictGraphModel, type SavedModel } from "../../../compiler/mod.ts";
import type { RandomInput } from "./random_inputs.ts";

/**
 * Computes the outputs of a model with tfjs, in their order.
 *
 * @param outputs The outputs or nodes of a graph model; by default all of its outputs.
 */
export async function predict(
  model: SavedModel,
  inputs: readonly RandomInput[],
  outputs?: readonly string[],
): Promise<Float32Array[]> {
  const tensors = inputs.map(({ data, lengths, dtype }) => tf.tensor(data, [...lengths], dtype));
  const results = model instanceof tf.LayersModel
    ? [model.predict(tensors.length === 1 ? tensors[0]! : tensors, {
      batchSize: inputs[0]!.lengths[0]!,
    })].flat()
    : await predictGraphModel(
      model,
      Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i]!])),
      outputs,
    );
  const numbers = results.map((tensor) => tensor.dataSync<"float32">().slice());
  tf.dispose([tensors, results]);
  return numbers;
}

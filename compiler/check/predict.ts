// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { CarriedState } from "../carried_states.ts";
import { predictGraphModel, type PredictOptions } from "../graph_model/predict.ts";
import type { SavedModel } from "../saved/load.ts";
import type { OutputNumbers } from "./difference.ts";
import type { InputNumbers } from "./inputs.ts";

/**
 * Computes the outputs of a model with tfjs, in their order, then the next states of its layers.
 * The layers keep their own states.
 *
 * @param inputs The model's inputs and then its states.
 * @param options What to compute of a graph model; by default all of its outputs.
 */
export async function predict(
  model: SavedModel,
  states: readonly CarriedState[],
  inputs: readonly InputNumbers[],
  options: PredictOptions = {},
): Promise<OutputNumbers[]> {
  const kept = states.map(({ variable }) => variable.dataSync().slice());
  const tensors = inputs.map(({ data, shape, dtype }) => tf.tensor(data, [...shape], dtype));
  const own = tensors.slice(0, inputs.length - states.length);
  let results: readonly tf.Tensor[] = [];
  try {
    states.forEach(({ variable }, i) => variable.assign(tensors[own.length + i]!));
    results = model instanceof tf.LayersModel ? predictLayers(model, own) : await predictGraphModel(
      model,
      Object.fromEntries(own.map((tensor, i) => [inputs[i]!.name, tensor])),
      options,
    );
    return [...results.map(numbersOf), ...states.map(({ variable }) => numbersOf(variable))];
  } finally {
    states.forEach(({ variable, shape }, i) =>
      tf.tidy(() => variable.assign(tf.tensor(kept[i]!, [...shape])))
    );
    tf.dispose([tensors, [...results]]);
  }
}

function numbersOf(tensor: tf.Tensor | CarriedState["variable"]): OutputNumbers {
  return { type: tensor.dtype, shape: tensor.shape, data: tensor.dataSync().slice() };
}

/** tfjs's `predict` refuses a model that lists an output twice. */
function predictLayers(model: tf.LayersModel, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const distinct = [...new Set(model.outputs)];
  const whole = distinct.length === model.outputs.length;
  const single = whole ? model : tf.model({ inputs: model.inputs, outputs: distinct });
  const results = [
    single.predict(inputs.length === 1 ? inputs[0]! : [...inputs], {
      batchSize: inputs[0]!.shape[0]!,
    }),
  ].flat();
  return model.outputs.map((output) => results[distinct.indexOf(output)]!);
}

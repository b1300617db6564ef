import * as tf from "@tensorflow/tfjs";
import { predictGraphModel, type SavedModel } from "../../compiler/mod.ts";
import { constantsOf } from "./shapes.ts";
import { type InputData, tensorsOf } from "./random_inputs.ts";

/** Runs a model in tfjs's current backend. */
export async function tryTfjs(model: SavedModel, inputs: readonly InputData[]): Promise<void> {
  const tensors = tensorsOf(inputs);
  const results = model instanceof tf.LayersModel
    ? [model.predict(tensors.length === 1 ? tensors[0]! : tensors, {
      batchSize: inputs[0]!.shape[0]!,
    })].flat()
    : await predictGraphModel(
      model,
      Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i]!])),
      { constants: constantsOf(model) },
    );
  for (const tensor of results) tensor.dataSync();
  tf.dispose([tensors, results]);
}

/**
 * The method by which tfjs runs a model: `execute` takes no graph whose shapes or branches depend
 * on numbers.
 */
export type Method = "predict" | "execute" | "executeAsync";

/** Watches which method {@linkcode tryTfjs} takes for a model. */
export function watchMethod(model: SavedModel): () => Method {
  if (model instanceof tf.LayersModel) return () => "predict";
  let method: Method = "execute";
  const executeAsync = model.executeAsync.bind(model);
  model.executeAsync = (...args) => {
    method = "executeAsync";
    return executeAsync(...args);
  };
  return () => method;
}

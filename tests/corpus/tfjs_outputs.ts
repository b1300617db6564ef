import * as tf from "@tensorflow/tfjs";
import type { SavedModel } from "../../compiler/mod.ts";
import { type InputData, tensorsOf } from "./random_inputs.ts";

/** An output as tfjs computes it. */
export interface Output {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Outputs of a model, in its order, and the method that computed them. */
export interface TfjsOutputs {
  readonly outputs: readonly Output[];
  readonly method: "predict" | "execute" | "executeAsync";
}

/** Computes the outputs of a model in tfjs's current backend. */
export async function tfjsOutputs(
  model: SavedModel,
  inputs: readonly InputData[],
): Promise<TfjsOutputs> {
  const tensors = tensorsOf(inputs);
  if (model instanceof tf.LayersModel) {
    const results = model.predict(tensors.length === 1 ? tensors[0]! : tensors, {
      batchSize: inputs[0]!.shape[0]!,
    });
    return { outputs: read([results].flat()), method: "predict" };
  }
  const feeds = Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i]!]));
  const names = model.outputs.map(({ name }) => name);
  try {
    return { outputs: read([model.execute(feeds, names)].flat()), method: "execute" };
  } catch (error) {
    if (!(error as Error).message.includes("executeAsync")) throw error;
  }
  const results = await model.executeAsync(feeds, names);
  return { outputs: read([results].flat()), method: "executeAsync" };
}

function read(tensors: readonly tf.Tensor[]): Output[] {
  return tensors.map((tensor) => ({ shape: tensor.shape, data: tensor.dataSync().slice() }));
}

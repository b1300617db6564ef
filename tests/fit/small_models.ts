/** Small models, and a comparison of their training with tfjs's. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  assertSameTraining,
  type Data,
  dataOf,
  fitFast,
  fitOnTfjs,
  type SharedArgs,
  type Trained,
} from "./agreement.ts";

const { concatenate, dense } = tf.layers;

/** Seeds of the initial weights of a model, from the beginning each time. */
export function initializers(): () => {
  kernelInitializer: ReturnType<typeof tf.initializers.zeros>;
} {
  let seed = 1;
  return () => ({ kernelInitializer: tf.initializers.glorotUniform({ seed: seed++ }) });
}

export const BASE = { batchSize: 4, epochs: 2, shuffle: false } as const;

/** Trains two models that `build` makes alike, and compares. */
export async function agrees(
  build: () => tf.LayersModel,
  args: SharedArgs = {},
  makeData: (model: tf.LayersModel) => Data = (model) => dataOf(model, 10),
): Promise<tf.LayersModel> {
  const [first, second] = [build(), build()];
  const data = makeData(first);
  const given = { ...BASE, ...args };
  const expected = await fitOnTfjs(first, data, given);
  // Layers of the second model have other numbers in their names.
  const got = await fitFast(second, data, given);
  const keys = Object.keys(expected.history);
  const found = Object.values(got.history);
  assert.equal(found.length, keys.length);
  const history = Object.fromEntries(keys.map((key, i) => [key, found[i]!]));
  // With several outputs tfjs's val_ numbers are under the names of others (evaluate_test.ts).
  const several = first.outputs.length > 1;
  const compared = ({ history, ...rest }: Trained): Trained => ({
    ...rest,
    history: Object.fromEntries(
      Object.entries(history).filter(([key]) => !several || !key.startsWith("val_")),
    ),
  });
  assertSameTraining(compared({ ...got, history }), compared(expected));
  return second;
}

/** One hidden layer of 4 numbers. */
export function mlp(
  compile: Partial<tf.ModelCompileArgs> = {},
  output: { units: number; activation?: "softmax" | "sigmoid" } = { units: 3 },
): tf.Sequential {
  const init = initializers();
  const model = tf.sequential({
    layers: [
      dense({ units: 5, inputShape: [4], activation: "tanh", ...init() }),
      dense({ ...output, ...init() }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError", ...compile });
  return model;
}

/** Targets that are classes: one-hot, or numbers. */
export function classes(rows: number, count: number, sparse = false): tf.Tensor {
  const numbers = Array.from({ length: rows }, (_, i) => (i * 7 + 1) % count);
  if (sparse) return tf.tensor2d(numbers, [rows, 1]);
  return tf.oneHot(tf.tensor1d(numbers, "int32"), count).toFloat();
}

/** Two inputs and two outputs, named a and b. */
export function several(compile: Partial<tf.ModelCompileArgs> = {}): tf.LayersModel {
  const init = initializers();
  const [p, q] = [tf.input({ shape: [4] }), tf.input({ shape: [2] })];
  const both = concatenate().apply([p, q]) as tf.SymbolicTensor;
  const output = (name: string, units: number) =>
    dense({ units, name, activation: "softmax", ...init() }).apply(both) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [p, q], outputs: [output("a", 3), output("b", 2)] });
  const loss = { a: "categoricalCrossentropy", b: "meanSquaredError" };
  model.compile({ optimizer: tf.train.sgd(0.1), loss, ...compile });
  return model;
}

export const severalData = (model: tf.LayersModel): Data => ({
  x: dataOf(model, 10).x,
  y: [classes(10, 3), classes(10, 2)],
});

// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { accelerate, type ArrayData } from "weft-ml/train";

/** Numbers of a training. */
export interface Training {
  /** Loss of each epoch. */
  readonly loss: readonly (number | tf.Tensor)[];
  /** Outputs of all rows after it. */
  readonly predicted: readonly number[];
}

/** Trains a perceptron on "exclusive or". All hosts with the same backend give the same numbers. */
export async function trainModel(backend: "auto" | "cpu" | "wasm"): Promise<Training> {
  await tf.setBackend("cpu"); // tfjs's WebGL backend may choose other constants, such as Adam's
  const x: ArrayData = { data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), shape: [4, 2] };
  const y: ArrayData = { data: Float32Array.of(0, 1, 1, 0), shape: [4, 1] };
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        ...{ units: 16, inputShape: [2], activation: "tanh" },
        kernelInitializer: seeded(1),
      }),
      tf.layers.dropout({ rate: 0.1 }),
      tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: seeded(2) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.1), loss: "binaryCrossentropy" });
  const fast = await accelerate(model, { backend, threads: 1, seed: 1 });
  const { history } = await fast.fit(x, y, { epochs: 40, batchSize: 4, shuffle: false });
  const predicted = await fast.predict(x) as tf.Tensor;
  await fast.close();
  return { loss: history.loss!, predicted: [...predicted.dataSync()] };
}

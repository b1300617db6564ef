// This module is browser compatible.

/**
 * Trains small models by `accelerate`, in any host. The models and the data are the same in every
 * host: initializers have seeds, and the data comes from a seeded generator.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { createGenerator } from "../data/random.ts";
import type { Backend } from "../runtime/backends.ts";
import { accelerate, type ArrayData, type FitArgs } from "../train/mod.ts";

/** Numbers of one training. A float32 survives JSON. */
export interface Trained {
  readonly backend: string;
  /** History by its key, one number an epoch. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** Loss and accuracy of all rows after the training. */
  readonly evaluated: readonly number[];
  /** Outputs of the first rows. */
  readonly predicted: readonly number[];
  /** All weights in the tfjs model. */
  readonly weights: readonly number[];
}

const CLASSES = 3, SIDE = 8, ROWS = 70;

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
const dense = (units: number, seed: number, activation: "relu" | "softmax") =>
  tf.layers.dense({ units, activation, kernelInitializer: seeded(seed) });

/** The models by name, compiled. */
const MODELS: Readonly<Record<string, () => tf.LayersModel>> = {
  mlp() {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [SIDE, SIDE, 1] }),
        dense(16, 1, "relu"),
        tf.layers.dropout({ rate: 0.25 }),
        dense(CLASSES, 2, "softmax"),
      ],
    });
    model.compile({ optimizer: "adam", loss: "categoricalCrossentropy", metrics: ["accuracy"] });
    return model;
  },
  convolutions() {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          ...{ inputShape: [SIDE, SIDE, 1], filters: 4, kernelSize: 3, activation: "relu" },
          kernelInitializer: seeded(3),
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.dropout({ rate: 0.25 }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: 0.1 }),
        dense(CLASSES, 4, "softmax"),
      ],
    });
    const optimizer = tf.train.momentum(0.05, 0.9);
    model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"] });
    return model;
  },
};

/** Makes one of the models. */
export async function makeModel(name: string): Promise<tf.LayersModel> {
  await tf.setBackend("cpu");
  return MODELS[name]!();
}

/** The names of the models. */
export const MODEL_NAMES: readonly string[] = Object.keys(MODELS);

/** Images that are brighter in one third, and that third. */
export function makeData(): { x: ArrayData; y: ArrayData } {
  const generator = createGenerator(3);
  const pixels = new Float32Array(ROWS * SIDE * SIDE);
  generator.fillUniform(pixels);
  const classes = new Float32Array(ROWS * CLASSES);
  for (let row = 0; row < ROWS; row++) {
    const label = generator.below(CLASSES);
    classes[row * CLASSES + label] = 1;
    const from = row * SIDE * SIDE + label * 20;
    for (let i = from; i < from + 20; i++) pixels[i]! += 0.75;
  }
  return {
    x: { data: pixels, shape: [ROWS, SIDE, SIDE, 1] },
    y: { data: classes, shape: [ROWS, CLASSES] },
  };
}

/**
 * Trains one of the models for two epochs, evaluates it and predicts.
 *
 * @param args More arguments of `fit`.
 */
export async function trainModel(
  name: string,
  backend: Backend,
  args: FitArgs = {},
): Promise<Trained> {
  const model = await makeModel(name);
  const { x, y } = makeData();
  const threads = backend === "webgpu" ? {} : { threads: 1 };
  const fast = await accelerate(model, { backend, seed: 1, ...threads });
  const { history } = await fast.fit(x, y, {
    ...{ epochs: 2, batchSize: 16, validationSplit: 0.2 },
    ...args,
  });
  const losses = await fast.evaluate(x, y, { batchSize: 32 }) as tf.Scalar[];
  const output = await fast.predict(x) as tf.Tensor;
  const trained: Trained = {
    backend: fast.backend,
    history: history as Record<string, number[]>,
    evaluated: losses.map((loss) => loss.dataSync()[0]!),
    predicted: [...output.dataSync().slice(0, 8 * CLASSES)],
    weights: model.getWeights().flatMap((weight) => [...weight.dataSync()]),
  };
  await fast.close();
  tf.dispose([losses, output]);
  model.dispose();
  return trained;
}

/** Trains all models; see {@linkcode trainModel}. */
export async function trainModels(backend: Backend): Promise<Record<string, Trained>> {
  const trained: Record<string, Trained> = {};
  for (const name of MODEL_NAMES) trained[name] = await trainModel(name, backend);
  return trained;
}

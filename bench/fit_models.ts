import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../compiler/graph.ts";
import { createGenerator } from "../data/random.ts";
import type { ArrayData } from "../train/mod.ts";

/** A model of the examples of TensorFlow.js, with the shape of its data. */
export interface FitModel {
  /** The model in words. */
  readonly title: string;
  readonly build: () => tf.LayersModel;
  readonly loss: string;
  readonly batchSize: number;
  /** Rows of an epoch. */
  readonly rows: number;
  /** Shapes of a row of the inputs and of the targets. */
  readonly shapes: readonly [readonly number[], readonly number[]];
}

const { layers } = tf;

/**
 * The models, by name. Recurrent weights start from normal numbers: the orthogonal start that is
 * tfjs's default takes the cpu backend seconds, and does not change the time of a step.
 */
export const FIT_MODELS: Readonly<Record<string, FitModel>> = {
  iris: {
    title: "iris, 4-10-3",
    build: () =>
      tf.sequential({
        layers: [
          layers.dense({ inputShape: [4], units: 10, activation: "sigmoid" }),
          layers.dense({ units: 3, activation: "softmax" }),
        ],
      }),
    loss: "categoricalCrossentropy",
    batchSize: 32,
    rows: 150,
    shapes: [[4], [3]],
  },
  boston: {
    title: "housing regression, 12-50-50-1",
    build: () =>
      tf.sequential({
        layers: [
          layers.dense({ inputShape: [12], units: 50, activation: "sigmoid" }),
          layers.dense({ units: 50, activation: "sigmoid" }),
          layers.dense({ units: 1 }),
        ],
      }),
    loss: "meanSquaredError",
    batchSize: 40,
    rows: 333,
    shapes: [[12], [1]],
  },
  "lstm-text": {
    title: "LSTM of 128 units, 40 x 65",
    build: () =>
      tf.sequential({
        layers: [
          layers.lstm({ inputShape: [40, 65], units: 128, recurrentInitializer: "glorotNormal" }),
          layers.dense({ units: 65, activation: "softmax" }),
        ],
      }),
    loss: "categoricalCrossentropy",
    batchSize: 64,
    rows: 64 * 20,
    shapes: [[40, 65], [65]],
  },
  "jena-gru": {
    title: "GRU of 32 units, 240 x 14",
    build: () =>
      tf.sequential({
        layers: [
          layers.gru({ inputShape: [240, 14], units: 32, recurrentInitializer: "glorotNormal" }),
          layers.dense({ units: 1 }),
        ],
      }),
    loss: "meanAbsoluteError",
    batchSize: 128,
    rows: 128 * 20,
    shapes: [[240, 14], [1]],
  },
  "mnist-conv": {
    title: "convnet on 28 x 28",
    build: () =>
      tf.sequential({
        layers: [
          layers.conv2d({
            inputShape: [28, 28, 1],
            kernelSize: 5,
            filters: 8,
            activation: "relu",
          }),
          layers.maxPooling2d({ poolSize: 2, strides: 2 }),
          layers.conv2d({ kernelSize: 5, filters: 16, activation: "relu" }),
          layers.maxPooling2d({ poolSize: 2, strides: 2 }),
          layers.flatten(),
          layers.dense({ units: 10, activation: "softmax" }),
        ],
      }),
    loss: "categoricalCrossentropy",
    batchSize: 128,
    rows: 128 * 43,
    shapes: [[28, 28, 1], [10]],
  },
  "dense-1m": {
    title: "dense, 1.3 million parameters",
    build: () =>
      tf.sequential({
        layers: [
          layers.dense({ inputShape: [784], units: 1024, activation: "relu" }),
          layers.dense({ units: 512, activation: "relu" }),
          layers.dense({ units: 10, activation: "softmax" }),
        ],
      }),
    loss: "categoricalCrossentropy",
    batchSize: 64,
    rows: 64 * 40,
    shapes: [[784], [10]],
  },
};

/** Builds a model and compiles it with Adam. */
export function buildFitModel({ build, loss }: FitModel): tf.LayersModel {
  const model = build();
  model.compile({ optimizer: tf.train.adam(1e-3), loss });
  return model;
}

/** Random numbers for some rows: inputs uniform on [0, 1), targets of sum 1 or uniform. */
export function randomRows({ shapes: [x, y] }: FitModel, rows: number): [ArrayData, ArrayData] {
  const generator = createGenerator(1);
  const uniform = (shape: readonly number[]) => {
    const data = new Float32Array(rows * sizeOf([...shape]));
    generator.fillUniform(data);
    return { data, shape: [rows, ...shape] };
  };
  const [classes] = y;
  if (classes === 1) return [uniform(x), uniform(y)];
  const data = new Float32Array(rows * classes!);
  for (let row = 0; row < rows; row++) data[row * classes! + row % classes!] = 1;
  return [uniform(x), { data, shape: [rows, classes!] }];
}

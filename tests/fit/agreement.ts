/**
 * Trains a model twice, with tfjs's own `fit` and with `accelerate(model).fit`, and compares. For
 * tests only.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { parametersOf } from "../../compiler/mod.ts";
import { type DType, newData, sizeOf } from "../../compiler/graph.ts";
import { repairCpuBackend } from "../../compiler/testing/repairs.ts";
import { createGenerator } from "../../data/random.ts";
import { accelerate, type FitArgs } from "../../train/mod.ts";

tf.enableProdMode();
await tf.setBackend("cpu");
repairCpuBackend();

/** Inputs and targets of a model, in its order. */
export interface Data {
  readonly x: tf.Tensor[];
  readonly y: tf.Tensor[];
}

/** The result of a training: numbers of the history by key, and all weights. */
export interface Trained {
  readonly history: Record<string, number[]>;
  readonly epoch: number[];
  readonly weights: Float32Array[];
}

/** Arguments that both `fit` methods take. */
export type SharedArgs = Omit<FitArgs, "validationData"> & { readonly validation?: Data };

const asModel = (x: tf.Tensor[]) => x.length === 1 ? x[0]! : x;

/** Seeded inputs, uniform on [-1, 1) or tokens below 11, and targets on [-1, 1). */
export function dataOf(model: tf.LayersModel, rows: number, seed = 31): Data {
  const generator = createGenerator(seed);
  const draw = (shape: readonly (number | null)[], dtype: DType): tf.Tensor => {
    const lengths = shape.map((length) => length ?? rows);
    const numbers = newData(dtype, sizeOf(lengths)).map(() =>
      dtype === "int32" ? generator.below(11) : 2 * generator.uniform() - 1
    );
    return tf.tensor(numbers, lengths, dtype);
  };
  return {
    x: model.inputs.map(({ shape, dtype }) => draw(shape, dtype as DType)),
    y: model.outputs.map(({ shape }) => draw(shape, "float32")),
  };
}

/** The numbers of all weights, in the model's order. */
export function weightsOf(model: tf.LayersModel): Float32Array[] {
  return parametersOf(model).map(({ variable }) => variable.dataSync<"float32">().slice());
}

/** Trains with tfjs's own `fit` on its cpu backend. */
export async function fitOnTfjs(
  model: tf.LayersModel,
  { x, y }: Data,
  { validation, ...args }: SharedArgs,
): Promise<Trained> {
  const { history, epoch } = await model.fit(asModel(x), asModel(y), {
    ...args as tf.ModelFitArgs,
    ...(validation ? { validationData: [asModel(validation.x), asModel(validation.y)] } : {}),
    verbose: 0,
  });
  return { history: history as Record<string, number[]>, epoch, weights: weightsOf(model) };
}

/** Options of every accelerated model of these tests. */
export const CPU = { backend: "cpu", threads: 1 } as const;

/** Trains in ONNX Runtime. */
export async function fitFast(
  model: tf.LayersModel,
  { x, y }: Data,
  { validation, ...args }: SharedArgs,
): Promise<Trained> {
  const fast = await accelerate(model, CPU);
  const { history, epoch } = await fast.fit(x, y, {
    ...args,
    ...(validation ? { validationData: [validation.x, validation.y] as const } : {}),
  });
  await fast.close();
  return { history: history as Record<string, number[]>, epoch, weights: weightsOf(model) };
}

/** Tolerances of a comparison. */
export interface Tolerance {
  /** Of each number of the history, relative to tfjs's. */
  readonly history?: number;
  /** Of each weight, relative to the largest weight of the model. */
  readonly weights?: number;
}

/** Checks that two trainings have the same keys and close numbers. */
export function assertSameTraining(
  got: Trained,
  expected: Trained,
  { history = 1e-4, weights = 1e-4 }: Tolerance = {},
): void {
  assert.deepEqual(got.epoch, expected.epoch);
  assert.deepEqual(Object.keys(got.history), Object.keys(expected.history));
  for (const [key, values] of Object.entries(expected.history)) {
    for (const [epoch, value] of values.entries()) {
      const found = got.history[key]![epoch]!;
      const difference = Math.abs(found - value);
      assert.ok(
        difference <= history * Math.abs(value) || difference < 1e-7,
        `${key} of epoch ${epoch}: ${found}, tfjs ${value}`,
      );
    }
  }
  const { worst, largest } = distance(got.weights, expected.weights);
  assert.ok(worst <= weights * largest, `weights differ by ${worst}, the largest is ${largest}`);
}

/** The largest difference of two lists of weights, and the largest weight. */
export function distance(
  got: readonly Float32Array[],
  expected: readonly Float32Array[],
): { worst: number; largest: number } {
  let worst = 0, largest = 0;
  expected.forEach((values, i) => {
    values.forEach((value, k) => {
      const difference = Math.abs(got[i]![k]! - value);
      if (!(difference <= worst)) worst = difference;
      largest = Math.max(largest, Math.abs(value));
    });
  });
  return { worst, largest };
}

/**
 * Runs `fn` with the random numbers of tfjs's dropout from a generator, in the order of the calls:
 * the numbers that an accelerated model with the seed draws.
 */
export async function withSeededDropout<T>(seed: number, fn: () => Promise<T>): Promise<T> {
  const generator = createGenerator(seed);
  const cpu = tf.backend();
  const { write } = cpu;
  cpu.write = (values, shape, dtype) => {
    const stack = new Error().stack ?? "";
    if (/\bdropout_ /.test(stack) && /\brandomUniform_ /.test(stack)) {
      values = new Float32Array(sizeOf(shape));
      generator.fillUniform(values as Float32Array);
    }
    return write.call(cpu, values, shape, dtype);
  };
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  try {
    return await fn();
  } finally {
    Error.stackTraceLimit = limit;
    cpu.write = write;
  }
}

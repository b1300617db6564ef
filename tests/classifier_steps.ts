/**
 * Training steps of the classifiers, with the same inputs for tfjs and for the compiled step. For
 * tests only.
 */

import * as tf from "@tensorflow/tfjs";
import {
  compileStep,
  parameterNames,
  parametersOf,
  type Target,
  toPhysical,
} from "../compiler/mod.ts";
import { createGenerator } from "../data/random.ts";
import { createSession } from "../runtime/session.ts";
import { classifiers, type OptimizerOptions } from "../models/mod.ts";
import { classifierInputs, classifierStep } from "../train/classifier/step.ts";
import { createOptimizer } from "../train/optimizer.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** Batch size of a step. */
export const BATCH = 8;
/** Number of steps that are compared. */
export const STEPS = 5;

/** The update rules that are compared, with their learning rates. */
export const adam: OptimizerOptions = {
  name: "adam",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
};
/** See {@linkcode adam}. */
export const sgd: OptimizerOptions = { name: "sgd", momentum: 0.9, weightDecay: 5e-4 };

/**
 * Bytes as in photographs of garments: a flat black background, a bright blob with a texture, some
 * of it saturated.
 */
function images(count: number): Uint8Array {
  const generator = createGenerator(11);
  return Uint8Array.from({ length: count * IMAGE_PIXELS }, (_, i) => {
    const [row, column] = [Math.floor(i % IMAGE_PIXELS / 28) - 14, i % 28 - 14];
    const inside = row ** 2 + column ** 2 < 80 + 40 * (Math.floor(i / IMAGE_PIXELS) % 3);
    return inside ? Math.min(255, 150 + generator.below(130)) : 0;
  });
}

const image = images(BATCH * STEPS);
const label = Uint8Array.from({ length: BATCH * STEPS }, (_, i) => i * 7 % 10);

/** A classifier's training step: model, optimizer and target. */
export interface Setup {
  readonly model: string;
  readonly optimizer: OptimizerOptions;
  readonly learningRate: number;
  readonly target: Target;
  readonly dropout?: number;
}

/** Makes a classifier's training step for tfjs and compiled, with the inputs of each step. */
export function setUp({ model, optimizer: options, learningRate, target, dropout = 0 }: Setup) {
  const layers = classifiers[model]!.build({ classes: 10, seed: 1, dropout });
  const parameters = parametersOf(layers);
  const optimizer = createOptimizer(parameters.filter(({ trainable }) => trainable), options);
  const all = [...parameters, ...optimizer.slots];
  const fn = classifierStep(layers, parameters, optimizer, 0.1);
  const step = compileStep(fn, classifierInputs(BATCH), { names: parameterNames(all), target });
  const generator = createGenerator(12);
  const noise = step.noise.map(({ name, shape }) => {
    const size = (shape as number[]).reduce((a, b) => a * b, 1);
    const data = new Float32Array(STEPS * size);
    generator.fillUniform(data);
    return { name, shape: shape as number[], data };
  });
  /** The feeds of steps `from` to `to - 1`: [steps, …], or without that axis for a single step. */
  const feeds = (
    Tensor: Awaited<ReturnType<typeof createSession>>["Tensor"],
    from: number,
    to?: number,
  ) => {
    const steps = to === undefined ? [] : [to - from];
    const end = to ?? from + 1;
    const cut = <T extends Float32Array | Uint8Array>(data: T) =>
      data.slice(from * data.length / STEPS, end * data.length / STEPS) as T;
    return {
      image: new Tensor("uint8", cut(image), [...steps, BATCH, 28, 28, 1]),
      label: new Tensor("uint8", cut(label), [...steps, BATCH]),
      learningRate: new Tensor("float32", new Float32Array(end - from).fill(learningRate), steps),
      ...Object.fromEntries(noise.map(({ name, shape, data }) => [
        name,
        new Tensor("float32", cut(data), [...steps, ...shape]),
      ])),
    };
  };
  /** The state before the first step. */
  const initial = (Tensor: Parameters<typeof feeds>[0]) =>
    Object.fromEntries(step.state.map(({ name, shape, layout, physicalShape, initial }) => [
      name,
      new Tensor("float32", toPhysical(initial as Float32Array, shape, layout), [...physicalShape]),
    ]));
  const eager = (i: number) =>
    tf.tidy(() =>
      fn({
        image: tf.tensor(
          Int32Array.from(image.subarray(i * BATCH * IMAGE_PIXELS, (i + 1) * BATCH * IMAGE_PIXELS)),
          [
            BATCH,
            28,
            28,
            1,
          ],
        ),
        label: tf.tensor(Int32Array.from(label.subarray(i * BATCH, (i + 1) * BATCH))),
        learningRate: tf.scalar(learningRate),
      }).loss!.dataSync()[0]!
    );
  const dispose = () => {
    for (const { variable } of optimizer.slots) variable.dispose();
    layers.dispose();
  };
  return { step, parameters: all, feeds, initial, eager, dispose };
}

/** Runs all steps one by one. */
export async function runSteps({ step, feeds, initial }: ReturnType<typeof setUp>) {
  const session = await createSession(step.stepModel(), { backend: "cpu", threads: 1 });
  let state = initial(session.Tensor);
  const losses: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const results = await session.run({ ...state, ...feeds(session.Tensor, i) });
    losses.push((results.loss!.data as Float32Array)[0]!);
    state = Object.fromEntries(
      step.state.map(({ name, next }) => [name, results[next] as typeof state[string]]),
    );
  }
  await session.close();
  return { losses, state };
}

/** Numbers that represent a tensor in the reference file: some elements and the largest. */
export interface Sample {
  readonly largest: number;
  /** Every n-th element, at most 20. */
  readonly elements: readonly number[];
}

/** Takes a sample of a tensor. */
export function sample(data: ArrayLike<number>): Sample {
  const stride = Math.ceil(data.length / 20);
  const elements = Array.from(
    { length: Math.ceil(data.length / stride) },
    (_, i) => data[i * stride]!,
  );
  return { largest: Array.from(data, Math.abs).reduce((a, b) => Math.max(a, b), 0), elements };
}

/** tfjs's results: the loss of each step, and samples of all variables after the last step. */
export interface Reference {
  readonly losses: readonly number[];
  readonly state: Readonly<Record<string, Sample>>;
}

/** Runs all steps with tfjs's cpu backend. */
export function runTfjs({ eager, parameters }: ReturnType<typeof setUp>): Reference {
  const losses = Array.from({ length: STEPS }, (_, i) => eager(i));
  const state = Object.fromEntries(
    parameters.map(({ name, variable }) => [name, sample(variable.dataSync())]),
  );
  return { losses, state };
}

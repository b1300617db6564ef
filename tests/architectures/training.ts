/**
 * Inputs, weights and a training step for any architecture.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { type InputTypes, parametersOf } from "../../compiler/mod.ts";
import { type DType, newData, sizeOf } from "../../compiler/graph.ts";
import type { Numbers } from "../../compiler/testing/agrees_with_tfjs.ts";
import { createGenerator, type Generator } from "../../data/random.ts";

/** Numbers for an input: uniform on [-1, 1), or tokens below 11. */
function draw(generator: Generator, shape: readonly number[], dtype: DType): Numbers {
  const data = newData(dtype, sizeOf(shape)).map(() =>
    dtype === "int32" ? generator.below(11) : 2 * generator.uniform() - 1
  );
  return { shape, dtype, data };
}

/** Seeded inputs of a model for a batch, by name. */
export function inputsOf(model: tf.LayersModel, batch: number, seed: number) {
  const generator = createGenerator(21, seed);
  return Object.fromEntries(
    model.inputs.map(({ shape, dtype }, i): [string, Numbers] => {
      const lengths = shape.map((length) => length ?? batch);
      return [model.inputNames[i]!, draw(generator, lengths, dtype as DType)];
    }),
  );
}

/**
 * Seeded weights that resemble trained ones: kernels that keep the size of activations (Glorot and
 * Bengio 2010, equation 16); all others near 1, so that a swapped mean and variance are detected.
 */
export function setWeights(model: tf.LayersModel): void {
  const generator = createGenerator(22);
  for (const { name, variable } of parametersOf(model)) {
    const { shape, size } = variable;
    const isMatrix = shape.length > 1 && !/alpha/.test(name);
    const fanOut = shape.at(-1)!;
    const limit = isMatrix ? Math.sqrt(6 / (size / fanOut + fanOut)) : 0.25;
    const centre = /gamma|variance/.test(name) ? 1 : /alpha/.test(name) ? 0.3 : 0;
    const values = Float32Array.from(
      { length: size },
      () => centre + limit * (2 * generator.uniform() - 1),
    );
    tf.tidy(() => variable.assign(tf.tensor(values, shape)));
  }
}

/** Batch size of a step. */
export const BATCH = 3;
/** Number of steps that are compared. */
export const STEPS = 3;

/** The types of the inputs of a training step. */
export function stepInputs(model: tf.LayersModel): InputTypes {
  return Object.fromEntries(
    Object.entries(inputsOf(model, BATCH, 0)).map(([name, { shape, dtype }]) => [
      name,
      { shape, dtype },
    ]),
  );
}

/**
 * One step of gradient descent. The loss is the sum over all outputs of the cross-entropy with a
 * fixed class and of the squared numbers, and of the model's own penalties.
 */
export function trainingStep(model: tf.LayersModel) {
  return (inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor> => {
    const optimizer = tf.train.sgd(0.05);
    const { value, grads } = tf.variableGrads(() => {
      const list = model.inputNames.map((name) => inputs[name]!);
      const result = model.apply(list.length === 1 ? list[0]! : list, { training: true });
      const losses = [result as tf.Tensor].flat().map((logits, i) => {
        const classes = logits.shape.at(-1)!;
        const rows = tf.reshape(logits, [-1, classes]);
        const wanted = Array.from({ length: rows.shape[0]! }, (_, row) => (row + i) % classes);
        const target = tf.oneHot(tf.tensor1d(wanted, "int32"), classes);
        const crossEntropy = tf.losses.softmaxCrossEntropy(target, rows);
        return tf.add(crossEntropy, tf.mul(0.01, tf.mean(tf.square(rows))));
      });
      const penalties = model.calculateLosses();
      return [...losses, ...penalties].reduce((sum, loss) => tf.add(sum, loss)).asScalar();
    });
    optimizer.applyGradients(grads);
    return { loss: value };
  };
}

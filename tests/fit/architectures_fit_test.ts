/**
 * Trains each architecture with each optimizer, in tfjs and accelerated, and compares the histories
 * and the weights.
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { parametersOf } from "../../compiler/mod.ts";
import { architectures } from "../architectures/models.ts";
import { setWeights } from "../architectures/training.ts";
import {
  assertSameTraining,
  dataOf,
  fitFast,
  fitOnTfjs,
  type Trained,
  withSeededDropout,
} from "./agreement.ts";

const optimizers: Readonly<Record<string, () => tf.Optimizer>> = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.05, 0.9),
  Nesterov: () => tf.train.momentum(0.05, 0.9, true),
  adagrad: () => tf.train.adagrad(0.05),
  adadelta: () => tf.train.adadelta(0.5),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
  rmsprop: () => tf.train.rmsprop(0.01),
  "centered rmsprop": () => tf.train.rmsprop(0.01, 0.9, 0, undefined, true),
};

/**
 * The optimizers that tfjs trains with. Its own centered RMSProp subtracts epsilon where the
 * formula adds it, so that most weights are NaN after a step; a negative epsilon gives the formula.
 */
const references: typeof optimizers = {
  ...optimizers,
  "centered rmsprop": () => tf.train.rmsprop(0.01, 0.9, 0, -tf.backend().epsilon(), true),
};

/**
 * Weights that do not change the loss: biases in front of a batch normalisation, whose moving mean
 * follows them, and the bias of attention's keys, which adds the same to all scores of a query.
 * Their gradients are rounding errors, and optimizers that divide a gradient by its size turn these
 * into steps of the learning rate.
 */
const WITHOUT_EFFECT: Readonly<Record<string, (names: readonly string[]) => string[]>> = {
  "a residual network with batch normalisation": (names) =>
    names.filter((name) => /^conv2d.*bias|moving_mean/.test(name)),
  "depthwise separable convolutions with ReLU6": (names) =>
    names.filter((name) => /^conv2d.*bias|moving_mean/.test(name)),
  "an embedding with attention": (names) => [
    names.filter((name) => /^dense.*bias/.test(name))[1]!,
  ],
};

/** Ten rows in batches of 4: the last batch has 2. */
const ROWS = 10;
const ARGS = { epochs: 2, batchSize: 4, shuffle: false } as const;

Deno.test("tfjs's own centered RMSProp makes weights NaN, which is why ours adds epsilon", async () => {
  const model = architectures["an MLP"]!();
  setWeights(model);
  model.compile({ optimizer: optimizers["centered rmsprop"]!(), loss: "meanSquaredError" });
  const { weights } = await fitOnTfjs(model, dataOf(model, ROWS), ARGS);
  assert.ok(weights.some((values) => values.some(Number.isNaN)));
});

for (const [name, build] of Object.entries(architectures)) {
  const model = build();
  const data = dataOf(model, ROWS);
  const names = parametersOf(model).map(({ name }) => name);
  const withoutEffect = WITHOUT_EFFECT[name]?.(names) ?? [];
  const compiled = (optimizer: tf.Optimizer) => {
    setWeights(model);
    model.compile({ optimizer, loss: "meanSquaredError", metrics: ["mae"] });
    return model;
  };
  for (const [optimizer, make] of Object.entries(optimizers)) {
    Deno.test(`fit of ${name} with ${optimizer} agrees with tfjs`, async () => {
      const onTfjs = () => fitOnTfjs(compiled(references[optimizer]!()), data, ARGS);
      const expected = await (/dropout/.test(name) ? withSeededDropout(1, onTfjs) : onTfjs());
      const got = await fitFast(compiled(make()), data, ARGS);
      const withEffect = ({ weights, ...rest }: Trained): Trained => ({
        ...rest,
        weights: optimizer === "sgd"
          ? weights
          : weights.filter((_, i) => !withoutEffect.includes(names[i]!)),
      });
      assertSameTraining(withEffect(got), withEffect(expected));
    });
  }
}

/** Losses, metrics and arguments of `fit`, in tfjs and accelerated. */

import * as tf from "@tensorflow/tfjs";
import { dataOf } from "./agreement.ts";
import { agrees, classes, mlp, several, severalData } from "./small_models.ts";

const LOSSES = {
  regression: [
    ...["meanSquaredError", "meanAbsoluteError", "meanAbsolutePercentageError"],
    ...["meanSquaredLogarithmicError", "squaredHinge", "hinge", "categoricalHinge", "logcosh"],
    ...["cosineProximity"],
  ],
  softmax: ["categoricalCrossentropy", "kullbackLeiblerDivergence", "poisson"],
  sigmoid: ["binaryCrossentropy"],
};

for (const loss of LOSSES.regression) {
  Deno.test(`the loss ${loss}`, async () => {
    await agrees(() => mlp({ loss, metrics: ["mse", "mae", "mape", "cosine"] }));
  });
}

for (const activation of ["softmax", "sigmoid"] as const) {
  for (const loss of LOSSES[activation]) {
    Deno.test(`the loss ${loss} with its metrics`, async () => {
      await agrees(
        () => mlp({ loss, metrics: ["accuracy", "crossentropy"] }, { units: 3, activation }),
        {},
        (model) => ({ x: dataOf(model, 10).x, y: [classes(10, 3)] }),
      );
    });
  }
}

Deno.test("the loss sparseCategoricalCrossentropy with accuracy", async () => {
  await agrees(
    () =>
      mlp({ loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] }, {
        units: 3,
        activation: "softmax",
      }),
    {},
    (model) => ({ x: dataOf(model, 10).x, y: [classes(10, 3, true)] }),
  );
});

Deno.test("precision as a metric", async () => {
  await agrees(
    () =>
      mlp({ loss: "binaryCrossentropy", metrics: ["precision"] }, {
        units: 1,
        activation: "sigmoid",
      }),
    {},
    (model) => ({ x: dataOf(model, 10).x, y: [classes(10, 2, true)] }),
  );
});

Deno.test("own functions as loss and metric", async () => {
  const loss = (target: tf.Tensor, output: tf.Tensor) =>
    tf.losses.softmaxCrossEntropy(target, output);
  const spread = (_: tf.Tensor, output: tf.Tensor) => tf.max(output).sub(tf.min(output));
  await agrees(
    () => mlp({ loss, metrics: [spread] }),
    {},
    (model) => ({ x: dataOf(model, 10).x, y: [classes(10, 3)] }),
  );
});

Deno.test("validationData, validationSplit and initialEpoch", async () => {
  const metrics = ["mae"];
  await agrees(() => mlp({ metrics }), { validation: dataOf(mlp(), 7, 5) });
  await agrees(() => mlp({ metrics }), { validationSplit: 0.25 });
  await agrees(() => mlp({ metrics }), { initialEpoch: 2, epochs: 5 });
  await agrees(() => mlp({ metrics }), { initialEpoch: 2, epochs: 2 });
});

Deno.test("several inputs and outputs, with metrics and validation", async () => {
  const compile = { metrics: ["accuracy"] };
  await agrees(() => several(compile), { validationSplit: 0.3 }, severalData);
  await agrees(() => several({ metrics: { b: "mae" } }), {}, severalData);
});

Deno.test("classWeight, for one output and by name, also for one of two outputs", async () => {
  const one = (model: tf.LayersModel) => ({ x: dataOf(model, 10).x, y: [classes(10, 3)] });
  const softmax = () =>
    mlp({ loss: "categoricalCrossentropy" }, { units: 3, activation: "softmax" });
  const weights = { 0: 1, 1: 5, 2: 0.2 };
  await agrees(softmax, { classWeight: weights }, one);
  await agrees(softmax, { classWeight: [weights] }, one);
  await agrees(softmax, { classWeight: weights, validationSplit: 0.3 }, one);
  await agrees(several, { classWeight: { a: weights, b: { 0: 2, 1: 3 } } }, severalData);
  await agrees(several, { classWeight: [weights, { 0: 2, 1: 3 }] }, severalData);
  await agrees(several, { classWeight: { a: weights } }, severalData);
  await agrees(several, { classWeight: { b: { 0: 2, 1: 3 } } }, severalData);
});

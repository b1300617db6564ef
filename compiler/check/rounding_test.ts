import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compileModel } from "../mod.ts";
import { createGenerator } from "../../data/random.ts";
import { checkExport } from "./check.ts";
import { TOLERANCE } from "./difference.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** A sigmoid layer with random weights of this size, and a bias. */
function sigmoid(units: number, size: number, bias = 0): tf.LayersModel {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units, inputShape: [64], activation: "sigmoid" })],
  });
  const generator = createGenerator(3);
  const kernel = Float32Array.from(
    { length: 64 * units },
    () => size * (2 * generator.uniform() - 1),
  );
  model.setWeights([tf.tensor2d(kernel, [64, units]), tf.fill([units], bias)]);
  return model;
}

/**
 * Steep sigmoids, which a rounding of the inputs changes by far more than one. They are no outputs
 * themselves, so that they are compared as other numbers are.
 */
function steep(): tf.LayersModel {
  const [layer] = sigmoid(3000, 2000).layers;
  return tf.sequential({ layers: [layer!, tf.layers.reLU()] });
}

/** Checks the file of a model whose kernel is multiplied by `factor`. */
async function check(model: tf.LayersModel, factor: number) {
  const kept = model.getWeights().map((weight) => tf.clone(weight));
  model.setWeights([tf.mul(kept[0]!, factor), ...kept.slice(1)]);
  const compiled = compileModel(model);
  const bytes = compiled.encode();
  model.setWeights(kept);
  return await checkExport(model, compiled, bytes);
}

Deno.test("a model that enlarges roundings may differ by what it enlarges them", async () => {
  const right = await check(steep(), 1);
  assert.ok(right.difference > TOLERANCE, `${right.difference}`);
  assert.ok(right.difference <= right.tolerance, `${right.difference}, ${right.tolerance}`);
});

Deno.test("a wrong file of a model that enlarges roundings is still noticed", async () => {
  const wrong = await check(steep(), 1.1);
  assert.ok(wrong.difference > wrong.tolerance, `${wrong.difference}, ${wrong.tolerance}`);
});

Deno.test("a sigmoid far from its middle is exact to a rounding of 1", async () => {
  const right = await check(sigmoid(20, 0.5, -15), 1);
  assert.ok(right.difference <= right.tolerance, `${right.difference}, ${right.tolerance}`);
});

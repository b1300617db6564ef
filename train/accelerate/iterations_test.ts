import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { accelerate } from "./accelerate.ts";

function compiledModel(): tf.LayersModel {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  const layer = tf.layers.dense({ inputShape: [3], units: 2, kernelInitializer });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError" });
  return model;
}

Deno.test("the optimizer counts its steps, so that tfjs continues from its saved weights", async () => {
  const xs = tf.linspace(-1, 1, 30).reshape([10, 3]), ys = tf.ones([10, 2]);
  const once = { batchSize: 4, epochs: 1, shuffle: false };
  const ours = compiledModel(), theirs = compiledModel();
  const fast = await accelerate(ours, { backend: "cpu" });
  await fast.fit(xs, ys, once);
  await fast.close();
  await theirs.fit(xs, ys, once);
  assert.equal(theirs.optimizer.iterations, 3);
  assert.equal(ours.optimizer.iterations, 3);

  // A new optimizer derives Adam's bias correction from the number of steps.
  const resumed = compiledModel();
  resumed.setWeights(ours.getWeights());
  await resumed.optimizer.setWeights(await ours.optimizer.getWeights());
  const [loss] = [await resumed.trainOnBatch(xs, ys)].flat();
  const [expected] = [await theirs.trainOnBatch(xs, ys)].flat();
  assert.ok(Math.abs(loss! - expected!) < 1e-5 * expected!);
  const [weight] = await resumed.getWeights()[0]!.data();
  const [wanted] = await theirs.getWeights()[0]!.data();
  assert.ok(Math.abs(weight! - wanted!) < 1e-5, `${weight} ${wanted}`);
});

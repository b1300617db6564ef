import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { classifiers, vaes } from "./mod.ts";

await tf.setBackend("cpu");

/** The first weight of each layer's kernel, to five digits. */
const firstWeights = (model: tf.LayersModel) =>
  Object.fromEntries(
    model.layers.filter(({ trainableWeights }) =>
      trainableWeights.some(({ name }) => name.includes("kernel"))
    ).map((layer) => [layer.name, Number(layer.getWeights()[0]!.dataSync()[0]!.toFixed(5))]),
  );

Deno.test("a seed gives each layer the same initial weights as in earlier versions", () => {
  const lenet = classifiers.lenet!.build({ classes: 10, seed: 1 });
  assert.deepEqual(firstWeights(lenet), {
    ...{ conv1: -0.29381, conv2: -0.19854, fc1: 0.07524, fc2: 0.04928, fc3: -0.12533 },
  });
  const modified = classifiers["lenet-modified"]!.build({ classes: 10, seed: 1 });
  assert.deepEqual(firstWeights(modified), {
    ...{ conv1: -0.48969, conv2: -0.14328, conv3: 0.0627, fc1: 0.00844, fc2: -0.10153 },
  });
  const { encoder, decoder } = vaes.vae!.build({ latent: 10, seed: 1 });
  assert.deepEqual(firstWeights(encoder), {
    ...{ "encoder/conv1": -0.48969, "encoder/conv2": -0.14328, "encoder/conv3": 0.0627 },
    ...{ "encoder/mean": 0.0119, "encoder/logvar": -0.02532 },
  });
  assert.deepEqual(firstWeights(decoder), {
    ...{ "decoder/fc": -0.66762, "decoder/conv1": 0.07605, "decoder/conv2": 0.05069 },
    "decoder/conv3": -0.04792,
  });
  for (const model of [lenet, modified, encoder, decoder]) model.dispose();
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { classifiers, lenetVariants } from "./mod.ts";
import type { Classifier } from "./model.ts";

/** Layers with parameters as `name [shape] …`. */
async function layersOf({ build }: Classifier): Promise<string[]> {
  await tf.setBackend("cpu");
  const model = build({ classes: 10, seed: 1 });
  const layers = model.layers.filter(({ weights }) => weights.length > 0)
    .map(({ name, trainableWeights }) =>
      [name, ...trainableWeights.map(({ shape }) => `[${shape}]`)].join(" ")
    );
  model.dispose();
  return layers;
}

const LENET = [
  "conv1 [5,5,1,6] [6]",
  "conv2 [5,5,6,16] [16]",
  "fc1 [400,120] [120]",
  "fc2 [120,84] [84]",
  "fc3 [84,10] [10]",
];

Deno.test("each variant is LeNet with its own change and no other", async () => {
  assert.deepEqual(await layersOf(classifiers.lenet!), LENET);
  const expected: Record<string, string[]> = {
    "lenet-filters": LENET.with(0, "conv1 [5,5,1,32] [32]").with(1, "conv2 [5,5,32,16] [16]"),
    "lenet-bn": [
      ...["conv1 [5,5,1,6]", "bn1 [6] [6]", "conv2 [5,5,6,16]", "bn2 [16] [16]"],
      ...LENET.slice(2),
    ],
    "lenet-conv3": [
      ...LENET.slice(0, 2),
      ...["conv3 [3,3,16,64] [64]", "fc1 [1600,120] [120]"],
      ...LENET.slice(3),
    ],
    "lenet-units": LENET.with(2, "fc1 [400,128] [128]").with(3, "fc2 [128,84] [84]"),
    "lenet-all": [
      ...["conv1 [5,5,1,32]", "bn1 [32] [32]", "conv2 [5,5,32,16]", "bn2 [16] [16]"],
      ...["conv3 [3,3,16,64]", "bn3 [64] [64]"],
      ...["fc1 [1600,128] [128]", "fc2 [128,84] [84]", "fc3 [84,10] [10]"],
    ],
  };
  assert.deepEqual(lenetVariants.map(({ name }) => name), Object.keys(expected));
  for (const variant of lenetVariants) {
    assert.deepEqual(await layersOf(variant), expected[variant.name], variant.name);
  }
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../data/image.ts";
import type { VaeLayers } from "../../models/mod.ts";
import { vaeInputs, vaeStep } from "./step.ts";

await tf.setBackend("cpu");

const EPSILON = [0.5, -1, 2, 0.25], MEAN = 0.1, LOGVAR = 0.3, KL_WEIGHT = 0.7;
const LEVELS = Int32Array.from({ length: 2 * IMAGE_PIXELS }, (_, i) => i % 256);

/** A network whose mean is a weight, and whose logits are the sum of an image's latent. */
const layersOf = (weight: tf.Variable) =>
  ({
    encoder: { apply: () => [tf.mul(tf.ones([2, 2]), weight), tf.fill([2, 2], LOGVAR)] },
    decoder: {
      apply: (latent: tf.Tensor) =>
        tf.mul(tf.ones([2, 28, 28, 1]), tf.reshape(tf.sum(latent, 1), [2, 1, 1, 1])),
    },
  }) as unknown as VaeLayers;

/** Loss, cross-entropy and divergence by their definitions, of two images. */
function expected(mean: number) {
  const latent = EPSILON.map((noise) => mean + Math.exp(LOGVAR / 2) * noise);
  let bce = 0;
  LEVELS.forEach((level, i) => {
    const image = Math.floor(i / IMAGE_PIXELS), x = level / 255;
    const p = 1 / (1 + Math.exp(-latent[2 * image]! - latent[2 * image + 1]!));
    bce -= (x * Math.log(p) + (1 - x) * Math.log(1 - p)) / 2;
  });
  const kl = 2 * (mean ** 2 + Math.exp(LOGVAR) - LOGVAR - 1) / 2;
  return { loss: bce + KL_WEIGHT * kl, bce, kl };
}

Deno.test("a step returns the loss of Kingma and Welling, and its gradient to the optimizer", () => {
  const weight = tf.variable(tf.scalar(MEAN));
  const applied: number[] = [];
  const optimizer = {
    slots: [],
    apply: (gradients: tf.NamedTensorMap, rate: tf.Tensor) =>
      void applied.push(gradients.weight!.dataSync()[0]!, rate.dataSync()[0]!),
  };
  const frozen = { name: "frozen", variable: tf.variable(tf.scalar(1), false), trainable: false };
  const parameters = [{ name: "weight", variable: weight, trainable: true }, frozen];
  const results = vaeStep(layersOf(weight), parameters, optimizer)({
    image: tf.tensor4d(LEVELS, [2, 28, 28, 1], "int32"),
    epsilon: tf.tensor2d(EPSILON, [2, 2]),
    klWeight: tf.scalar(KL_WEIGHT),
    learningRate: tf.scalar(0.25),
  });
  for (const [name, value] of Object.entries(expected(MEAN))) {
    const found = results[name]!.dataSync()[0]!;
    assert.ok(Math.abs(found - value) < 1e-5 * Math.abs(value), `${name}: ${found}, ${value}`);
  }
  const slope = (expected(MEAN + 1e-4).loss - expected(MEAN - 1e-4).loss) / 2e-4;
  assert.ok(Math.abs(applied[0]! - slope) < 1e-4 * Math.abs(slope), `${applied[0]}, ${slope}`);
  assert.equal(applied[1], 0.25);
});

Deno.test("a step takes bytes of images, noise, and two rates", () => {
  assert.deepEqual(vaeInputs(4, 3), {
    image: { shape: [4, 28, 28, 1], dtype: "int32", storage: "uint8" },
    epsilon: { shape: [4, 3], dtype: "float32" },
    klWeight: { shape: [], dtype: "float32" },
    learningRate: { shape: [], dtype: "float32" },
  });
});

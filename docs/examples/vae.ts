// deno-lint-ignore-file no-console
/**
 * A variational autoencoder (Kingma and Welling 2014) on Fashion-MNIST: an encoder writes an image
 * as a normal distribution of eight numbers, a decoder draws the image again.
 *
 * Two functions use the same variables: one trains, the other only measures.
 *
 *     deno task example vae
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { createTrainer } from "weft-ml/train";
import { loadDataset } from "../../data/load.ts";

const BATCH = 50, LATENT = 8, PIXELS = 784;

const dense = (units: number, seed: number) =>
  tf.layers.dense({ units, kernelInitializer: tf.initializers.heNormal({ seed }) });

/** Options of a convolution of stride 2, which halves or doubles the sides. */
const strided = (filters: number, seed: number, activation: "relu" | "linear" = "relu") => ({
  ...{ filters, kernelSize: 3, strides: 2, padding: "same" as const, activation },
  kernelInitializer: tf.initializers.heNormal({ seed }),
});

/** Sides of 28, 14, 7; then means and log-variances. */
const encoder = () =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ ...strided(16, 1), inputShape: [28, 28, 1] }),
      tf.layers.conv2d(strided(32, 2)),
      tf.layers.flatten(),
      dense(2 * LATENT, 3),
    ],
  });

/** The opposite; its outputs are logits. */
const decoder = () =>
  tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [LATENT] }),
      dense(7 * 7 * 32, 4),
      tf.layers.reshape({ targetShape: [7, 7, 32] }),
      tf.layers.conv2dTranspose(strided(16, 5)),
      tf.layers.conv2dTranspose(strided(1, 6, "linear")),
    ],
  });

/** Returns the mean loss of test images, in nats an image, before and after. */
export async function main({ quick = false } = {}): Promise<{ before: number; after: number }> {
  const { train, test } = await loadDataset({
    data: quick ? "synthetic" : "auto",
    syntheticSizes: { train: quick ? 2000 : 20_000, test: 500 },
  });
  const encode = encoder(), decode = decoder();

  /** The negative evidence lower bound: error of the drawing, and distance from N(0, 1). */
  const loss = (images: tf.Tensor): tf.Scalar => {
    const pixels = images.toFloat().div(255);
    const [mean, logvar] = tf.split(encode.apply(pixels) as tf.Tensor, 2, 1) as tf.Tensor[];
    const noise = tf.randomNormal([BATCH, LATENT]); // other numbers in each step
    const latent = mean!.add(logvar!.div(2).exp().mul(noise));
    const logits = decode.apply(latent) as tf.Tensor;
    const drawing = tf.losses.sigmoidCrossEntropy(pixels, logits).mul(PIXELS);
    const distance = mean!.square().add(logvar!.exp()).sub(logvar!).sub(1).sum().div(2 * BATCH);
    return drawing.add(distance);
  };
  const optimizer = tf.train.adam(2e-3);
  const inputs = {
    images: { shape: [BATCH, 28, 28, 1], dtype: "int32", storage: "uint8" },
  } as const;
  const trainer = await createTrainer(
    ({ images }) => ({ loss: optimizer.minimize(() => loss(images!), true)! }),
    inputs,
  );
  const tester = await createTrainer(({ images }) => ({ loss: loss(images!) }), inputs);

  const measure = async () => {
    await trainer.writeBack(); // the tester reads the variables
    const batches = 500 / BATCH, images = test.images.subarray(0, 500 * PIXELS);
    const { loss } = await tester.runMany(batches, { images });
    return loss!.reduce((sum, each) => sum + each) / batches;
  };
  const before = await measure();
  const chunk = 40, chunks = quick ? 2 : 50; // a chunk of batches is one call
  for (let i = 0; i < chunks; i++) {
    const rows = chunk * BATCH, from = i * rows % train.count;
    const images = train.images.subarray(from * PIXELS, (from + rows) * PIXELS);
    const { loss } = await trainer.runMany(chunk, { images });
    if (i % 5 === 4) console.log(`${(i + 1) * chunk} steps: ${loss!.at(-1)!.toFixed(1)} nats`);
  }
  const after = await measure();
  await trainer.close();
  await tester.close();
  return { before, after };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));

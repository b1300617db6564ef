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

const kernel = (seed: number) => tf.initializers.heNormal({ seed });

/** Strided convolutions halve the sides: 28, 14, 7. */
const encoder = () =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({
        ...{ filters: 16, kernelSize: 3, strides: 2, padding: "same", activation: "relu" },
        inputShape: [28, 28, 1],
        kernelInitializer: kernel(1),
      }),
      tf.layers.conv2d({
        ...{ filters: 32, kernelSize: 3, strides: 2, padding: "same", activation: "relu" },
        kernelInitializer: kernel(2),
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 * LATENT, kernelInitializer: kernel(3) }),
    ],
  });

/** The opposite; its outputs are logits. */
const decoder = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 7 * 7 * 32, inputShape: [LATENT], kernelInitializer: kernel(4) }),
      tf.layers.reshape({ targetShape: [7, 7, 32] }),
      tf.layers.conv2dTranspose({
        ...{ filters: 16, kernelSize: 3, strides: 2, padding: "same", activation: "relu" },
        kernelInitializer: kernel(5),
      }),
      tf.layers.conv2dTranspose({
        ...{ filters: 1, kernelSize: 3, strides: 2, padding: "same" },
        kernelInitializer: kernel(6),
      }),
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
  const loss = (images: tf.Tensor, noise: tf.Tensor): tf.Scalar => {
    const pixels = images.toFloat().div(255);
    const [mean, logvar] = tf.split(encode.apply(pixels) as tf.Tensor, 2, 1) as tf.Tensor[];
    const latent = mean!.add(logvar!.div(2).exp().mul(noise));
    const logits = decode.apply(latent) as tf.Tensor;
    const drawing = tf.losses.sigmoidCrossEntropy(pixels, logits).mul(PIXELS);
    const distance = mean!.square().add(logvar!.exp()).sub(logvar!).sub(1).sum().div(2 * BATCH);
    return drawing.add(distance);
  };
  const optimizer = tf.train.adam(2e-3);
  const inputs = {
    images: { shape: [BATCH, 28, 28, 1], dtype: "int32", storage: "uint8" },
    noise: { shape: [BATCH, LATENT], dtype: "float32" },
  } as const;
  const trainer = await createTrainer(
    ({ images, noise }) => ({ loss: optimizer.minimize(() => loss(images!, noise!), true)! }),
    inputs,
  );
  const tester = await createTrainer(
    ({ images, noise }) => ({ loss: loss(images!, noise!) }),
    inputs,
  );

  const noise = (batches: number, seed: number) =>
    tf.tidy(() => tf.randomNormal([batches * BATCH * LATENT], 0, 1, "float32", seed).dataSync());
  const measure = async () => {
    await trainer.writeBack(); // the tester reads the variables
    const images = test.images.subarray(0, 500 * PIXELS);
    const { loss } = await tester.runMany(500 / BATCH, {
      images,
      noise: noise(500 / BATCH, 1) as Float32Array,
    });
    return loss!.reduce((sum, each) => sum + each) / loss!.length;
  };
  const before = await measure();
  const epochs = quick ? 2 : 5, batches = Math.floor(train.count / BATCH);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const images = train.images.subarray(0, batches * BATCH * PIXELS);
    const { loss } = await trainer.runMany(batches, {
      images,
      noise: noise(batches, epoch + 2) as Float32Array,
    });
    console.log(`Epoch ${epoch + 1}: ${loss!.at(-1)!.toFixed(1)} nats`);
  }
  const after = await measure();
  await trainer.close();
  await tester.close();
  return { before, after };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));

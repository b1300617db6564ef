// deno-lint-ignore-file no-console
/**
 * A GAN (Goodfellow et al. 2014) on Fashion-MNIST: a generator draws garments, a discriminator
 * tells them from real ones, and both improve. Each has its own optimizer, so `model.fit` cannot
 * train them: the step is a function, and `createTrainer` compiles it.
 *
 * Without a network the images are garments drawn by code.
 *
 *     deno task example gan
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { createTrainer } from "weft-ml/train";
import { loadDataset } from "../../data/load.ts";

const BATCH = 64, LATENT = 32, PIXELS = 784;

const dense = (units: number, activation: "relu" | "linear" | "sigmoid", seed: number) =>
  tf.layers.dense({
    units,
    activation,
    kernelInitializer: tf.initializers.glorotUniform({ seed }),
  });

/** Returns how far the mean generated image is from the mean real one, before and after. */
export async function main({ quick = false } = {}): Promise<{ before: number; after: number }> {
  const { train } = await loadDataset({
    data: quick ? "synthetic" : "auto",
    splits: ["train"],
    syntheticSizes: { train: quick ? 2000 : 20_000 },
  });
  const real = Float32Array.from(train.images, (byte) => byte / 255);

  const latent = tf.input({ shape: [LATENT] });
  const drawn = dense(PIXELS, "sigmoid", 2).apply(dense(128, "relu", 1).apply(latent));
  const generator = tf.model({ inputs: latent, outputs: drawn as tf.SymbolicTensor });
  const image = tf.input({ shape: [PIXELS] });
  const seen = tf.layers.leakyReLU({ alpha: 0.2 }).apply(dense(128, "linear", 3).apply(image));
  const logit = dense(1, "linear", 4).apply(seen) as tf.SymbolicTensor;
  const discriminator = tf.model({ inputs: image, outputs: logit });

  // The step, in plain tfjs.
  const weights = (model: tf.LayersModel) => model.getWeights() as tf.Variable[];
  const [drawing, judging] = [tf.train.adam(1e-3, 0.5), tf.train.adam(1e-3, 0.5)];
  const loss = (x: tf.Tensor, isReal: boolean) => {
    const logits = discriminator.apply(x) as tf.Tensor;
    const target = isReal ? tf.onesLike(logits) : tf.zerosLike(logits);
    return tf.losses.sigmoidCrossEntropy(target, logits) as tf.Scalar;
  };
  const draw = (noise: tf.Tensor) => generator.apply(noise) as tf.Tensor;
  const noise = () => tf.randomNormal([BATCH, LATENT]); // other numbers in each step
  const trainer = await createTrainer(
    ({ images }) => ({
      judged: judging.minimize(
        () => tf.add(loss(images!, true), loss(draw(noise()), false)),
        true,
        weights(discriminator),
      )!,
      drawn: drawing.minimize(() => loss(draw(noise()), true), true, weights(generator))!,
    }),
    { images: { shape: [BATCH, PIXELS], dtype: "float32" } },
  );

  // A generator that has learnt nothing is grey everywhere; the mean garment is not.
  const samples = tf.randomNormal([256, LATENT], 0, 1, "float32", 1);
  const meanReal = tf.tensor2d(real.subarray(0, 2000 * PIXELS), [2000, PIXELS]).mean(0);
  const distance = () => tf.tidy(() => draw(samples).mean(0).sub(meanReal).square().mean());
  const before = distance().dataSync()[0]!;

  const chunk = 25, chunks = quick ? 12 : 120;
  for (let i = 0; i < chunks; i++) {
    // One call runs `chunk` batches.
    const rows = chunk * BATCH, from = i * rows % (train.count - rows);
    const { judged, drawn } = await trainer.runMany(chunk, {
      images: real.subarray(from * PIXELS, (from + rows) * PIXELS),
    });
    if (i % 10 === 9) {
      console.log(`${(i + 1) * chunk} steps, losses`, judged!.at(-1), drawn!.at(-1));
    }
  }
  await trainer.writeBack(); // from here on tfjs has the trained weights
  await trainer.close();
  show(tf.tidy(() => draw(samples).slice(0, 1).dataSync()));
  return { before, after: distance().dataSync()[0]! };
}

/** Prints an image of 28 x 28 pixels as text. */
function show(pixels: ArrayLike<number>): void {
  for (let y = 0; y < 28; y += 2) {
    const line = Array.from(pixels).slice(y * 28, y * 28 + 28);
    console.log(line.map((value) => " .:-=+*#%@"[Math.floor(value * 9.99)]).join(""));
  }
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));

import * as tf from "@tensorflow/tfjs";
import { exportOnnx, NCHW } from "../../compiler/mod.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** The latent space of {@linkcode smallVae}: brightness of the upper and of the lower half. */
export const LATENT = 2;

/**
 * A VAE that can be worked out by hand, for tests, as the bytes of its two files: the mean is the
 * mean grey level of the upper and of the lower half of an image, the log-variance is -2, and the
 * decoder fills each half with it.
 */
export function smallVae(latent = LATENT) {
  const encoder = exportOnnx({
    fn: ({ image }) => {
      const mean = tf.mean(tf.reshape(image!, [image!.shape[0]!, LATENT, 392]), 2);
      return { mean, logvar: tf.sub(tf.mul(mean, 0), 2) };
    },
    inputs: { image: { shape: [null, 28, 28, 1], dtype: "float32" } },
  }, { layouts: { image: NCHW }, metadata: { model: "small-vae" } });
  const halves = tf.tidy(() =>
    tf.oneHot(
      tf.tensor1d(Int32Array.from({ length: IMAGE_PIXELS }, (_, i) => i < 392 ? 0 : 1)),
      latent,
    )
      .toFloat().transpose().dataSync()
  );
  const decoder = exportOnnx({
    fn: ({ latent: code }) => {
      const rows = tf.matMul(code as tf.Tensor2D, tf.tensor2d(halves, [latent, IMAGE_PIXELS]));
      return { image: tf.reshape(rows, [-1, 1, 28, 28]) };
    },
    inputs: { latent: { shape: [null, latent], dtype: "float32" } },
  });
  return { encoder, decoder };
}

/** An image whose upper half has one grey level and whose lower half another. */
export function twoTone(upper: number, lower: number): Uint8Array {
  return Uint8Array.from({ length: IMAGE_PIXELS }, (_, i) => i < 392 ? upper : lower);
}

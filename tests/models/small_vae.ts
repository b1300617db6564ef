import * as tf from "@tensorflow/tfjs";
import { exportOnnx, NCHW } from "../../compiler/mod.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/**
 * Dimensions of the latent space of {@linkcode smallVae}: grey levels of the upper and lower half.
 */
export const LATENT = 2;

/**
 * Makes the two files of a VAE whose results can be computed by hand. The encoder's mean is the
 * mean grey level of the upper and of the lower half of an image, and its log-variance is -2. The
 * decoder fills each half with its grey level. For tests only.
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

/** Makes an image with one grey level in the upper half and another one in the lower half. */
export function twoTone(upper: number, lower: number): Uint8Array {
  return Uint8Array.from({ length: IMAGE_PIXELS }, (_, i) => i < 392 ? upper : lower);
}

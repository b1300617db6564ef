// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { InputTypes, Parameter, Traceable } from "../../compiler/mod.ts";
import type { VaeLayers } from "../../models/mod.ts";
import type { Optimizer } from "../optimizer.ts";
import { IMAGE_SIDE } from "../../data/image.ts";

/** Inputs of a VAE's training step for batches of `batchSize` grey images. */
export function vaeInputs(batchSize: number, latent: number): InputTypes {
  return {
    image: { shape: [batchSize, IMAGE_SIDE, IMAGE_SIDE, 1], dtype: "int32", storage: "uint8" },
    // Standard normal: JavaScript's own draw would be baked into the graph.
    epsilon: { shape: [batchSize, latent], dtype: "float32" },
    klWeight: { shape: [], dtype: "float32" },
    learningRate: { shape: [], dtype: "float32" },
  };
}

/**
 * One training step in plain tfjs (Kingma and Welling 2014, equation 10, with one sample of the
 * latent): cross-entropy of the grey levels plus `klWeight` times the divergence from the standard
 * normal (Higgins et al. 2017), summed over an image and averaged over the batch, its gradients,
 * and an optimizer step. Returns loss, `bce` and `kl` in nats per image.
 */
export function vaeStep(
  { encoder, decoder }: VaeLayers,
  parameters: readonly Parameter[],
  optimizer: Optimizer,
): Traceable {
  const trainable = parameters.filter((parameter) => parameter.trainable);
  return ({ image, epsilon, klWeight, learningRate }) => {
    const parts: Record<string, tf.Tensor> = {};
    const { value: loss, grads } = tf.variableGrads(() => {
      const pixels = tf.div(tf.cast(image!, "float32"), 255);
      const count = pixels.shape[0]!;
      const [mean, logvar] = encoder.apply(pixels, { training: true }) as tf.Tensor2D[];
      const latent = tf.add(mean!, tf.mul(tf.exp(tf.mul(logvar!, 0.5)), epsilon!));
      const logits = decoder.apply(latent, { training: true }) as tf.Tensor;
      // -x log p - (1 - x) log(1 - p) with p = sigmoid(logit).
      const bce = tf.div(tf.sum(tf.sub(tf.softplus(logits), tf.mul(pixels, logits))), count);
      const surplus = tf.sub(tf.add(tf.square(mean!), tf.exp(logvar!)), tf.add(logvar!, 1));
      const kl = tf.div(tf.sum(surplus), 2 * count);
      Object.assign(parts, { bce: tf.keep(bce), kl: tf.keep(kl) });
      return tf.add(bce, tf.mul(kl, klWeight!)) as tf.Scalar;
    }, trainable.map(({ variable }) => variable));
    const byName = Object.fromEntries(
      trainable.map(({ name, variable }) => [name, grads[variable.name]!]),
    );
    optimizer.apply(byName, learningRate!);
    return { loss, ...parts };
  };
}

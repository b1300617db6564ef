// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { IMAGE_SIDE } from "../data/image.ts";
import type { Vae, VaeOptions } from "./model.ts";
import { vaeDefaults } from "./recipe.ts";

/**
 * Filters of the encoder's convolutions, each of which halves the sides. The decoder
 * has them in the opposite order.
 */
const FILTERS = [32, 64, 128] as const;
/** Sides of the image before the first convolution and after each. */
const SIDES = [IMAGE_SIDE, 14, 7, 4] as const;
const KERNEL = 3;

/** Makes initializers, each layer's with its own seed. */
const initializersOf = (seed: number) => ({
  relu: (layer: number) => tf.initializers.heUniform({ seed: 1000 * seed + layer }),
  linear: (layer: number) => tf.initializers.glorotUniform({ seed: 1000 * seed + layer }),
});

/** Applies layers one after another. */
const through = (input: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]) =>
  layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);

function buildEncoder({ latent, seed }: VaeOptions): tf.LayersModel {
  const initializers = initializersOf(seed);
  const image = tf.input({ shape: [IMAGE_SIDE, IMAGE_SIDE, 1], name: "image" });
  const features = through(image, [
    ...FILTERS.map((filters, i) =>
      tf.layers.conv2d({
        name: `encoder/conv${i + 1}`,
        filters,
        kernelSize: KERNEL,
        strides: 2,
        padding: "same",
        activation: "relu",
        kernelInitializer: initializers.relu(i + 1),
      })
    ),
    tf.layers.flatten({ name: "encoder/flatten" }),
  ]);
  const outputs = ["mean", "logvar"].map((name, i) =>
    tf.layers.dense({
      name: `encoder/${name}`,
      units: latent,
      kernelInitializer: initializers.linear(4 + i),
    }).apply(features) as tf.SymbolicTensor
  );
  return tf.model({ name: "encoder", inputs: image, outputs });
}

function buildDecoder({ latent, seed }: VaeOptions): tf.LayersModel {
  const initializers = initializersOf(seed);
  const side = SIDES.at(-1)!, filters = FILTERS.at(-1)!;
  const input = tf.input({ shape: [latent], name: "latent" });
  const logits = through(input, [
    tf.layers.dense({
      name: "decoder/fc",
      units: side * side * filters,
      activation: "relu",
      kernelInitializer: initializers.relu(6),
    }),
    tf.layers.reshape({ name: "decoder/unflatten", targetShape: [side, side, filters] }),
    ...[2, 1, 0].flatMap((i) => {
      const isLast = i === 0;
      const transposed = tf.layers.conv2dTranspose({
        name: `decoder/conv${3 - i}`,
        filters: isLast ? 1 : FILTERS[i - 1]!,
        kernelSize: KERNEL,
        strides: 2,
        padding: "same",
        activation: isLast ? "linear" : "relu",
        kernelInitializer: isLast ? initializers.linear(9) : initializers.relu(9 - i),
      });
      // A side of 4 doubles to 8, but the encoder halved 7 to 4: the surplus row and column go.
      const surplus = 2 * SIDES[i + 1]! - SIDES[i]!;
      const cropping: [[number, number], [number, number]] = [[0, surplus], [0, surplus]];
      const crop = tf.layers.cropping2D({ name: `decoder/crop${3 - i}`, cropping });
      return surplus > 0 ? [transposed, crop] : [transposed];
    }),
  ]);
  return tf.model({ name: "decoder", inputs: input, outputs: logits });
}

/**
 * A convolutional variational autoencoder (Kingma and Welling 2014). The encoder has three
 * convolutions of stride 2, then a matrix each for mean and log-variance. The decoder has a matrix
 * and three transposed convolutions. There is no batch normalisation.
 */
export const vae: Vae = {
  name: "vae",
  title: "VAE",
  recipes: {
    default: vaeDefaults,
    fast: { ...vaeDefaults, epochs: 1 },
    best: { ...vaeDefaults, epochs: 60, valSplit: 0 },
  },
  build: (options) => ({ encoder: buildEncoder(options), decoder: buildDecoder(options) }),
};

// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { Vae } from "./model.ts";
import { IMAGE_SIDE } from "../data/image.ts";

/**
 * Filters of the encoder's convolutions, which halve the image each; the decoder has them in the
 * opposite order.
 */
const FILTERS = [32, 64, 128] as const;
/** Sides of the image before and behind each of them. */
const SIDES = [IMAGE_SIDE, 14, 7, 4] as const;
const KERNEL = 3;

/**
 * A convolutional variational autoencoder (Kingma and Welling 2014): three convolutions with stride
 * 2 and one matrix to mean and log-variance; the decoder has one matrix and three transposed
 * convolutions. No batch normalisation.
 */
export const vae: Vae = {
  name: "vae",
  title: "VAE",
  summary: "a convolutional variational autoencoder, three layers down and three up",
  build: ({ latent, seed }) => {
    const kernel = (layer: number) => tf.initializers.heUniform({ seed: 1000 * seed + layer });
    const plain = (layer: number) => tf.initializers.glorotUniform({ seed: 1000 * seed + layer });
    const through = (input: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]) =>
      layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
    const [, , , small] = SIDES;
    const deepest = FILTERS.at(-1)!;

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
          kernelInitializer: kernel(i + 1),
        })
      ),
      tf.layers.flatten({ name: "encoder/flatten" }),
    ]);
    const [mean, logvar] = ["mean", "logvar"].map((name, i) =>
      tf.layers.dense({ name: `encoder/${name}`, units: latent, kernelInitializer: plain(4 + i) })
        .apply(features) as tf.SymbolicTensor
    );

    const code = tf.input({ shape: [latent], name: "latent" });
    const logits = through(code, [
      tf.layers.dense({
        name: "decoder/fc",
        units: small * small * deepest,
        activation: "relu",
        kernelInitializer: kernel(6),
      }),
      tf.layers.reshape({ name: "decoder/unflatten", targetShape: [small, small, deepest] }),
      ...[2, 1, 0].flatMap((i) => {
        const up = tf.layers.conv2dTranspose({
          name: `decoder/conv${3 - i}`,
          filters: i > 0 ? FILTERS[i - 1]! : 1,
          kernelSize: KERNEL,
          strides: 2,
          padding: "same",
          activation: i > 0 ? "relu" : "linear",
          kernelInitializer: i > 0 ? kernel(9 - i) : plain(9),
        });
        // Four doubled is eight, and the image that seven halved gave.
        const surplus = 2 * SIDES[i + 1]! - SIDES[i]!;
        const cropping: [[number, number], [number, number]] = [[0, surplus], [0, surplus]];
        const crop = tf.layers.cropping2D({ name: `decoder/crop${3 - i}`, cropping });
        return surplus > 0 ? [up, crop] : [up];
      }),
    ]);
    return {
      encoder: tf.model({ name: "encoder", inputs: image, outputs: [mean!, logvar!] }),
      decoder: tf.model({ name: "decoder", inputs: code, outputs: logits }),
    };
  },
};

// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { Classifier, ClassifierOptions } from "./model.ts";
import { normalisation } from "./normalisation.ts";
import { IMAGE_SIDE } from "../data/image.ts";

/** A convolution of stride 1. */
export interface Convolution {
  readonly filters: number;
  /** Side of the filters in pixels. */
  readonly kernelSize: number;
  readonly padding: "valid" | "same";
}

/** What the members of LeNet's family differ in. */
export interface LenetShape {
  /** In order. 2 x 2 max pooling follows the first two. */
  readonly convolutions: readonly Convolution[];
  /**
   * Whether batch normalisation follows each convolution, which then has no bias: it would be
   * cancelled.
   */
  readonly batchNormalisation: boolean;
  /** Units of each hidden fully connected layer, in order; the last is the embedding. */
  readonly units: readonly number[];
}

/** How many convolutions are followed by pooling: images of 32 x 32 are 8 x 8 or less after it. */
const POOLINGS = 2;

/**
 * A classifier of LeNet's family: images are normalised and padded to 32 x 32, convolutions and
 * fully connected layers follow, all with ReLU, and the logits.
 */
export function lenetOf(shape: LenetShape, names: Omit<Classifier, "build">): Classifier {
  return { ...names, build: (options) => build(names.name, shape, options) };
}

function build(name: string, shape: LenetShape, { classes, seed, dropout = 0 }: ClassifierOptions) {
  const { convolutions, batchNormalisation, units } = shape;
  const kernelInitializer = (layer: number) =>
    tf.initializers.heUniform({ seed: 1000 * seed + layer });
  const convolution = (own: Convolution, index: number) => {
    const layer = { ...own, name: `conv${index}`, kernelInitializer: kernelInitializer(index) };
    if (!batchNormalisation) return [tf.layers.conv2d({ ...layer, activation: "relu" })];
    return [
      tf.layers.conv2d({ ...layer, useBias: false }),
      tf.layers.batchNormalization({ name: `bn${index}`, momentum: 0.9, epsilon: 1e-5 }),
      tf.layers.reLU({ name: `relu${index}` }),
    ];
  };
  const pooling = (index: number) =>
    index <= POOLINGS ? [tf.layers.maxPooling2d({ name: `pool${index}`, poolSize: 2 })] : [];
  const image = tf.input({ shape: [IMAGE_SIDE, IMAGE_SIDE, 1], name: "image" });
  const layers = [
    tf.layers.rescaling(normalisation),
    tf.layers.zeroPadding2d({ name: "pad", padding: 2 }),
    ...convolutions.flatMap((own, i) => [...convolution(own, i + 1), ...pooling(i + 1)]),
    tf.layers.flatten({ name: "flatten" }),
    ...units.map((count, i) =>
      tf.layers.dense({
        name: `fc${i + 1}`,
        units: count,
        activation: "relu",
        kernelInitializer: kernelInitializer(convolutions.length + i + 1),
      })
    ),
  ];
  const embedding = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, image);
  const dropped = dropout > 0
    ? tf.layers.dropout({ name: "dropout", rate: dropout }).apply(embedding)
    : embedding;
  const logits = tf.layers.dense({
    name: `fc${units.length + 1}`,
    units: classes,
    kernelInitializer: kernelInitializer(convolutions.length + units.length + 1),
  }).apply(dropped);
  return tf.model({ name, inputs: image, outputs: [logits as tf.SymbolicTensor, embedding] });
}

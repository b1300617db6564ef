// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { Classifier } from "./model.ts";
import { normalisation } from "./normalisation.ts";

/**
 * LeNet with four changes: more filters in the first layer (32), batch normalisation, a third convolution, and 128 units in
 * the first fully connected layer. Convolutions have no bias: batch normalisation would cancel it.
 */
export const lenetModified: Classifier = {
  name: "lenet-modified",
  title: "Modified LeNet",
  summary: "three 3 x 3 convolutions with batch normalisation, 581,610 parameters",
  build: ({ classes, seed, dropout = 0 }) => {
    const kernel = (layer: number) => tf.initializers.heUniform({ seed: 1000 * seed + layer });
    const convolution = (index: number, filters: number) => [
      tf.layers.conv2d({
        name: `conv${index}`,
        filters,
        kernelSize: 3,
        padding: "same",
        useBias: false,
        kernelInitializer: kernel(index),
      }),
      tf.layers.batchNormalization({ name: `bn${index}`, momentum: 0.9, epsilon: 1e-5 }),
      tf.layers.reLU({ name: `relu${index}` }),
    ];
    const image = tf.input({ shape: [28, 28, 1], name: "image" });
    const layers = [
      tf.layers.rescaling(normalisation),
      tf.layers.zeroPadding2d({ name: "pad", padding: 2 }),
      ...convolution(1, 32),
      tf.layers.maxPooling2d({ name: "pool1", poolSize: 2 }),
      ...convolution(2, 64),
      tf.layers.maxPooling2d({ name: "pool2", poolSize: 2 }),
      ...convolution(3, 64),
      tf.layers.flatten({ name: "flatten" }),
      tf.layers.dense({
        name: "fc1",
        units: 128,
        activation: "relu",
        kernelInitializer: kernel(4),
      }),
    ];
    const embedding = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, image);
    const dropped = dropout > 0
      ? tf.layers.dropout({ name: "dropout", rate: dropout }).apply(embedding)
      : embedding;
    const logits = tf.layers.dense({ name: "fc2", units: classes, kernelInitializer: kernel(5) })
      .apply(dropped);
    return tf.model({
      name: "lenet-modified",
      inputs: image,
      outputs: [logits as tf.SymbolicTensor, embedding],
    });
  },
};

// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { Classifier } from "./model.ts";
import { normalisation } from "./normalisation.ts";

/**
 * LeNet-5 (LeCun et al. 1998, figure 2) as it is used today: ReLU and max pooling, softmax on the logits, images padded
 * from 28 x 28 to 32 x 32.
 */
export const lenet: Classifier = {
  name: "lenet",
  title: "LeNet",
  summary: "LeNet-5 with ReLU and max pooling, 61,706 parameters",
  build: ({ classes, seed, dropout = 0 }) => {
    const kernel = (layer: number) => tf.initializers.heUniform({ seed: 1000 * seed + layer });
    const image = tf.input({ shape: [28, 28, 1], name: "image" });
    const layers = [
      tf.layers.rescaling(normalisation),
      tf.layers.zeroPadding2d({ name: "pad", padding: 2 }),
      tf.layers.conv2d({
        name: "conv1",
        filters: 6,
        kernelSize: 5,
        activation: "relu",
        kernelInitializer: kernel(1),
      }),
      tf.layers.maxPooling2d({ name: "pool1", poolSize: 2 }),
      tf.layers.conv2d({
        name: "conv2",
        filters: 16,
        kernelSize: 5,
        activation: "relu",
        kernelInitializer: kernel(2),
      }),
      tf.layers.maxPooling2d({ name: "pool2", poolSize: 2 }),
      tf.layers.flatten({ name: "flatten" }),
      tf.layers.dense({
        name: "fc1",
        units: 120,
        activation: "relu",
        kernelInitializer: kernel(3),
      }),
      tf.layers.dense({ name: "fc2", units: 84, activation: "relu", kernelInitializer: kernel(4) }),
    ];
    const embedding = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, image);
    const dropped = dropout > 0
      ? tf.layers.dropout({ name: "dropout", rate: dropout }).apply(embedding)
      : embedding;
    const logits = tf.layers.dense({ name: "fc3", units: classes, kernelInitializer: kernel(5) })
      .apply(dropped);
    return tf.model({
      name: "lenet",
      inputs: image,
      outputs: [logits as tf.SymbolicTensor, embedding],
    });
  },
};

// This module is browser compatible.
import { numpy as np } from "@jax-js/jax";
import type * as tf from "@tensorflow/tfjs";

/** Weights by the names of layers and their parts, such as `conv1/kernel`. */
export type Weights = Record<string, np.Array>;

/**
 * The trainable weights of a classifier in jax-js's layouts: filters [out,in,height,width], and
 * rows of the first matrix in the order in which NCHW flattens.
 */
export function initialWeights(layers: tf.LayersModel): Weights {
  const flattened = layers.getLayer("flatten").input as tf.SymbolicTensor;
  const [, height, width, channels] = flattened.shape;
  const weights: Weights = {};
  for (const variable of layers.trainableWeights) {
    const key = variable.name.replace(/_\d+$/, "");
    const value = variable.read();
    const moved = key === "fc1/kernel"
      ? value.reshape([height!, width!, channels!, -1]).transpose([2, 0, 1, 3]).reshape(value.shape)
      : value.rank === 4
      ? value.transpose([3, 2, 0, 1])
      : value;
    weights[key] = np.array(Float32Array.from(moved.dataSync())).reshape([...moved.shape]);
  }
  return weights;
}

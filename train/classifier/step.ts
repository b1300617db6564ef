// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { InputTypes, Parameter, Traceable } from "../../compiler/mod.ts";
import type { Optimizer } from "../optimizer.ts";
import { IMAGE_SIDE } from "../../data/image.ts";

/** Inputs of a classifier's training step for batches of `batchSize` grey images. */
export function classifierInputs(batchSize: number): InputTypes {
  return {
    image: { shape: [batchSize, IMAGE_SIDE, IMAGE_SIDE, 1], dtype: "int32", storage: "uint8" },
    label: { shape: [batchSize], dtype: "int32", storage: "uint8" },
    learningRate: { shape: [], dtype: "float32" },
  };
}

/**
 * One training step in plain tfjs: mean cross-entropy of the batch against labels smoothed by
 * `labelSmoothing` (Szegedy et al. 2016, section 7), its gradients, and an optimizer step. Returns
 * the loss and the number of correct predictions.
 */
export function classifierStep(
  model: tf.LayersModel,
  parameters: readonly Parameter[],
  optimizer: Optimizer,
  labelSmoothing: number,
): Traceable {
  const trainable = parameters.filter((parameter) => parameter.trainable);
  return ({ image, label, learningRate }) => {
    let correct: tf.Tensor | undefined;
    const { value: loss, grads } = tf.variableGrads(() => {
      const pixels = tf.div(tf.cast(image!, "float32"), 255);
      const [logits] = model.apply(pixels, { training: true }) as [tf.Tensor2D, tf.Tensor2D];
      const classes = logits.shape[1];
      correct = tf.keep(tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), label!), "float32")));
      const target = tf.oneHot(label as tf.Tensor1D, classes);
      return tf.losses.softmaxCrossEntropy(target, logits, undefined, labelSmoothing) as tf.Scalar;
    }, trainable.map(({ variable }) => variable));
    const byName = Object.fromEntries(
      trainable.map(({ name, variable }) => [name, grads[variable.name]!]),
    );
    optimizer.apply(byName, learningRate!);
    return { loss, correct: correct! };
  };
}

// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../graph.ts";

/**
 * Smaller tensors stay constants: the compiler folds what it computes of them, and tfjs reads
 * numbers such as thresholds from them.
 */
const SMALLEST = 64;

/**
 * The weights of a graph model that become named weights of a file: float32 tensors of at least two
 * axes, with the names of their nodes. Masks, which hold infinities, stay constants.
 *
 * @param taken Names of inputs and outputs, which a weight cannot have.
 */
export function graphWeights(
  model: tf.GraphModel,
  taken: ReadonlySet<string>,
): Map<string, tf.Tensor> {
  const weights = Object.entries(model.weights).flatMap(([name, [tensor]]) =>
    tensor && !taken.has(name) && isWeight(tensor) ? [[name, tensor] as const] : []
  );
  return new Map(weights);
}

function isWeight(tensor: tf.Tensor): boolean {
  if (tensor.dtype !== "float32" || tensor.rank < 2 || sizeOf(tensor.shape) < SMALLEST) {
    return false;
  }
  return !tensor.dataSync().some((number) => Math.abs(number) === Infinity);
}

// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { TracingBackend } from "./backend.ts";
import { equal, type Value } from "./graph.ts";
import { BATCH_NORM_GRAD } from "./kernels/batch_norm.ts";
import { ZERO_GRADIENT } from "./zero_gradient.ts";

/**
 * Runs `fn` with a gradient of batch normalisation that replaces tfjs's.
 *
 * tfjs differentiates batch normalisation with batch statistics through `moments`, over five
 * full-size tensors. The closed form (Ioffe and Szegedy 2015, section 3) needs two sums over
 * channels. It is recorded as one kernel, and the gradients by mean and variance are structural
 * zeros (`zero_gradient.ts`).
 */
export function withTracingGradients<T>(backend: TracingBackend, fn: () => T): T {
  const natural = tf.getGradient("FusedBatchNorm");
  tf.unregisterGradient("FusedBatchNorm");
  tf.registerGradient({
    kernelName: "FusedBatchNorm",
    inputsToSave: natural.inputsToSave!,
    gradFunc: (dy, saved, attributes) => {
      const [x, mean, variance, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor?];
      const value = (tensor: tf.Tensor) => backend.value(tensor.dataId);
      const statistics = [value(mean), value(variance)] as const;
      const differentiable = statistics.every(({ node }) => node?.taped);
      if (!scale || !differentiable || !isBatchStatistics(value(x), ...statistics)) {
        return natural.gradFunc(dy, saved, attributes);
      }
      const { varianceEpsilon } = attributes as { varianceEpsilon: number };
      const [dx, dScale, dOffset] = tf.engine().runKernel(
        BATCH_NORM_GRAD,
        { dy: dy as tf.Tensor, x, mean, variance, scale },
        { varianceEpsilon },
      ) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const zero = (like: tf.Tensor) => () =>
        tf.engine().runKernel(ZERO_GRADIENT, {}, { shape: like.shape }) as tf.Tensor;
      return {
        x: () => dx,
        mean: zero(mean),
        variance: zero(variance),
        scale: () => dScale,
        offset: () => dOffset,
      };
    },
  });
  try {
    return fn();
  } finally {
    tf.unregisterGradient("FusedBatchNorm");
    tf.registerGradient(natural);
  }
}

/**
 * True when `mean` and `variance` are computed as `tf.moments` does, from `x` over all axes but the
 * last.
 */
export function isBatchStatistics(x: Value, mean: Value, variance: Value): boolean {
  if (mean.shape.length !== 1 || variance.shape.length !== 1) return false;
  const axes = x.shape.slice(0, -1).map((_, i) => i);
  const average = (value: Value): Value | undefined => {
    const { node } = value;
    if (node?.kernel !== "Mean") return undefined;
    const axis = node.attributes.axis as number | number[];
    return equal([axis].flat(), axes) ? node.inputs.x : undefined;
  };
  if (average(mean) !== x) return false;
  const square = average(variance)?.node;
  const difference = square?.kernel === "Square" ? square.inputs.x?.node : undefined;
  if (difference?.kernel !== "Sub") return false;
  const { a, b } = difference.inputs;
  const centre = b?.node?.kernel === "Reshape" ? b.node.inputs.x : b;
  return a === x && centre === mean;
}

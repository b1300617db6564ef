// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { flagOf } from "./attributes.ts";
import { dynamicOps } from "./dynamic_shapes/ops.ts";
import type { SlotOp } from "./list_ops.ts";
import { knownNumbers, numbersIn, tensorIn } from "./slot.ts";

/**
 * Ops with results whose shapes depend on data, most of which tfjs runs only asynchronously.
 * Suppression that pads its result and the positions of the true elements of a constant have fixed
 * shapes.
 */
export const awaitedOps: Readonly<Record<string, SlotOp>> = {
  ListDiff: dynamicOps.ListDiff!,
  NonMaxSuppressionV2: dynamicOps.NonMaxSuppressionV2!,
  NonMaxSuppressionV3: dynamicOps.NonMaxSuppressionV3!,
  NonMaxSuppressionV4: (inputs, node) => {
    if (!flagOf(node, "pad_to_max_output_size", false)) {
      return dynamicOps.NonMaxSuppressionV4!(inputs, node);
    }
    const [boxes, scores, size, iou, score] = inputs;
    const { selectedIndices, validOutputs } = tf.image.nonMaxSuppressionPadded(
      tensorIn(boxes) as tf.Tensor2D,
      tensorIn(scores) as tf.Tensor1D,
      numbersIn(size, "the number of its results")[0]!,
      numbersIn(iou, "its IoU threshold")[0]!,
      numbersIn(score, "its score threshold")[0]!,
      true,
    );
    return [selectedIndices!, validOutputs!];
  },
  NonMaxSuppressionV5: dynamicOps.NonMaxSuppressionV5!,
  Unique: dynamicOps.Unique!,
  UniqueV2: dynamicOps.UniqueV2!,
  Where: ([condition], node) => {
    const truths = knownNumbers(tensorIn(condition));
    if (!truths) return dynamicOps.Where!([condition], node);
    const { shape } = tensorIn(condition);
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    const rows = Array.from(truths).flatMap((truth, i) =>
      truth ? [strides.map((stride, axis) => Math.floor(i / stride) % shape[axis]!)] : []
    );
    return [tf.tensor2d(rows.flat(), [rows.length, shape.length], "int32")];
  },
};

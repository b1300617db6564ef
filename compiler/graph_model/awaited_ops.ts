// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { SlotOp } from "./list_ops.ts";
import { numbersIn, tensorIn, Uncompilable } from "./slot.ts";

/**
 * Ops that tfjs runs only asynchronously although their results have one shape: suppression that
 * pads its result, and the positions of true elements of a constant.
 */
export const awaitedOps: Readonly<Record<string, SlotOp>> = {
  NonMaxSuppressionV4: ([boxes, scores, size, iou, score], { attr }) => {
    if ((attr?.pad_to_max_output_size as { b?: boolean } | undefined)?.b !== true) {
      throw new Uncompilable("without padding, the shape of its result depends on data");
    }
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
  Where: ([condition]) => {
    const truths = numbersIn(condition, "the shape of its result");
    const { shape } = tensorIn(condition);
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    const rows = truths.flatMap((truth, i) =>
      truth ? [strides.map((stride, axis) => Math.floor(i / stride) % shape[axis]!)] : []
    );
    return [tf.tensor2d(rows.flat(), [rows.length, shape.length], "int32")];
  },
};

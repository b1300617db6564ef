import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { agrees, type Case, numbers, random } from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { suppression } from "./suppression.ts";

/** Three clusters of two or one boxes, one of them with its corners exchanged. */
const clusters = numbers(
  [6, 4],
  [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11, 1, 11.1, 0, 10.1, 0, 100, 1, 101],
);
const scores = numbers([6], [0.9, 0.75, 0.6, 0.95, 0.5, 0.3]);

const padded = (size: number, iou: number, score?: number) => (boxes: tf.Tensor, by: tf.Tensor) => {
  const { selectedIndices, validOutputs } = tf.image.nonMaxSuppressionPadded(
    boxes as tf.Tensor2D,
    by as tf.Tensor1D,
    size,
    iou,
    score,
    true,
  );
  return [selectedIndices!, validOutputs!];
};

const cases: readonly Case[] = [
  agrees("NonMaxSuppressionV4 with padding", [clusters, scores], padded(5, 0.5)),
  agrees("NonMaxSuppressionV4 of the two best", [clusters, scores], padded(2, 0.5)),
  agrees("NonMaxSuppressionV4 above a score", [clusters, scores], padded(5, 0.5, 0.4)),
  agrees("NonMaxSuppressionV4 without a box", [clusters, scores], padded(3, 0.5, 2)),
  agrees("NonMaxSuppressionV4 of equal scores", [clusters, numbers([6], [0.5])], padded(6, 0.9)),
  agrees("NonMaxSuppressionV4 of boxes without area", [
    numbers([4, 4], [1, 1, 1, 2]),
    random([4], 0, 1),
  ], padded(4, 0.5)),
  // Equal boxes of size 2 x 1 and 1 x 1 overlap by exactly one half.
  agrees("NonMaxSuppressionV4 at the threshold", [
    numbers([2, 4], [0, 0, 1, 2, 0, 0, 1, 1]),
    numbers([2], [0.9, 0.8]),
  ], padded(2, 0.5)),
  agrees("NonMaxSuppressionV4 of many boxes", [
    random([80, 4], 0, 1),
    random([80], 0, 1),
  ], padded(40, 0.3, 0.1)),
];

testKernels("suppression", suppression, cases);

Deno.test("suppression without padding is refused, as its length depends on data", () => {
  const select = (x: tf.Tensor, iou: number, pad: boolean) =>
    tf.image.nonMaxSuppressionPadded(
      x as tf.Tensor2D,
      tf.ones([3]) as tf.Tensor1D,
      2,
      iou,
      0,
      pad,
    ).selectedIndices!;
  const traced = (iou: number, pad: boolean) => () =>
    trace(({ x }) => ({ y: select(x!, iou, pad) }), { x: { shape: [3, 4], dtype: "float32" } });
  assert.throws(traced(0.5, false), /NonMaxSuppressionV4 without padding, whose length depends/);
  assert.throws(traced(0, true), /NonMaxSuppressionV4 with the IoU threshold 0/);
});

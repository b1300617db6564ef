import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import {
  agrees,
  type Case,
  fromConvolution,
  integers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { indexing } from "./indexing.ts";

const cases: readonly Case[] = [
  agrees("OneHot", [integers([7], 0, 5)], (x) => tf.oneHot(x, 5)),
  agrees("OneHot of positions outside", [integers([9], -3, 9)], (x) => tf.oneHot(x, 5)),
  agrees("OneHot of a matrix", [integers([3, 4], 0, 5)], (x) => tf.oneHot(x, 5)),
  agrees("OneHot with other values", [integers([7], 0, 5)], (x) => tf.oneHot(x, 5, 3, -2)),
  agrees(
    "OneHot of floats",
    [integers([7], 0, 5)],
    (x) => tf.oneHot(x, 5, 0.9, 0.1, "float32"),
  ),
  agrees(
    "GatherV2 of rows, twice the same",
    [random([4, 3]), integers([5], 0, 4)],
    (x, indices) => tf.gather(x, indices),
    { gradients: false }, // needs UnsortedSegmentSum, which has no lowering
  ),
  ...[1, 2, -1].map((axis) =>
    agrees(
      `GatherV2 along axis ${axis}`,
      [random([4, 3, 5]), integers([6], 0, 3)],
      (x, indices) => tf.gather(x, indices, axis),
      { gradients: false },
    )
  ),
  agrees(
    "GatherV2 by a matrix of positions",
    [random([4, 3]), integers([2, 2], 0, 3)],
    (x, indices) => tf.gather(x, indices, 1),
    { gradients: false },
  ),
  agrees(
    "GatherV2 of a convolution's channels",
    [random([2, 3, 4, 5]), integers([3], 0, 5)],
    (x, indices) => tf.gather(fromConvolution(x), indices, 3),
    { gradients: false },
  ),
];

testKernels("indexing", indexing, cases);

Deno.test("indexing: GatherV2 with batch dimensions is refused where it is called", () => {
  const types = {
    x: { shape: [2, 3], dtype: "float32" },
    indices: { shape: [2, 1], dtype: "int32" },
  } as const;
  assert.throws(
    () => trace(({ x, indices }) => ({ y: tf.gather(x!, indices as tf.Tensor2D, 1, 1) }), types),
    (error: unknown) => {
      assert.ok(error instanceof WeftError);
      assert.match(
        error.message,
        /GatherV2 with batchDims 1.*tf\.gather at .*indexing_test\.ts:\d+/,
      );
      return true;
    },
  );
});

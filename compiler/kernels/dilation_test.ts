import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  agrees,
  assertAgrees,
  type Case,
  fromConvolution,
  integers,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { dilation } from "./dilation.ts";

type Pair = [number, number];
type Padding = "same" | "valid";

/** Numbers whose sums are equal, or differ by less than float32 can represent. */
const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.3, 0.2, 0.5, 0.1];

const windows: readonly (readonly [
  string,
  readonly [number, number, number, number],
  readonly [number, number, number],
  Pair,
  Padding,
  Pair,
])[] = [
  ["1 x 1", [1, 2, 2, 2], [1, 1, 2], [1, 1], "same", [1, 1]],
  ["2 x 2, valid", [1, 2, 3, 1], [2, 2, 1], [1, 1], "valid", [1, 1]],
  ["2 x 2, same", [2, 3, 3, 3], [2, 2, 3], [1, 1], "same", [1, 1]],
  ["1 x 2, valid", [1, 3, 3, 2], [1, 2, 2], [1, 1], "valid", [1, 1]],
  ["3 x 3, stride 2, same", [1, 6, 7, 2], [3, 3, 2], [2, 2], "same", [1, 1]],
  ["2 x 2, stride 1 by 2, valid", [1, 3, 5, 1], [2, 2, 1], [1, 2], "valid", [1, 1]],
  ["2 x 2, spread by 2, same", [1, 4, 3, 2], [2, 2, 2], [1, 1], "same", [2, 2]],
  ["2 x 3, stride 2, spread by 2 by 1", [1, 6, 5, 1], [2, 3, 1], [2, 2], "valid", [2, 1]],
  ["2 x 2, windows side by side, spread by 2", [1, 6, 6, 1], [2, 2, 1], [2, 2], "same", [2, 2]],
  ["2 x 2, windows side by side", [1, 4, 6, 2], [2, 2, 2], [2, 2], "valid", [1, 1]],
  ["larger than the image", [1, 2, 2, 1], [3, 4, 1], [1, 1], "same", [1, 1]],
  ["of no images", [0, 3, 3, 1], [2, 2, 1], [1, 1], "same", [1, 1]],
];

const cases: readonly Case[] = [
  ...windows.flatMap(([name, input, filter, stride, padding, spread]) => [
    agrees(
      `Dilation2D ${name}`,
      [random(input), random(filter)],
      (x, filter) => tf.dilation2d(x, filter, stride, padding, spread),
    ),
    agrees(
      `Dilation2D ${name}, with ties`,
      [numbers(input, tenths), numbers(filter, tenths.toReversed())],
      (x, filter) => tf.dilation2d(x, filter, stride, padding, spread),
    ),
  ]),
  agrees(
    "Dilation2D of an image without a batch",
    [random([3, 4, 2]), random([2, 2, 2])],
    (x, filter) => tf.dilation2d(x, filter, 1, "same"),
  ),
  agrees(
    "Dilation2D between convolutions",
    [random([1, 4, 5, 2]), random([2, 2, 2]), random([3, 3, 2, 1])],
    (x, filter, next) =>
      tf.conv2d(tf.dilation2d(fromConvolution(x), filter, 1, "same"), next, 1, "same"),
  ),
  agrees(
    "Dilation2D of whole numbers",
    [integers([1, 4, 5, 2], -1000, 1000), integers([2, 2, 2], -1000, 1000)],
    (x, filter) => tf.dilation2d(x as tf.Tensor4D, filter as tf.Tensor3D, 1, "same"),
  ),
  agrees(
    "Dilation2D of non-finite numbers",
    [numbers([1, 3, 4, 1], [0, NaN, Infinity, 1, -Infinity]), random([2, 2, 1])],
    (x, filter) => tf.dilation2d(x, filter, 1, "valid"),
    { gradients: false },
  ),
  agrees(
    "Dilation2D's gradient by the filter among NaN",
    [random([2, 2, 1])],
    (filter) => tf.dilation2d(tf.fill([1, 3, 3, 1], NaN) as tf.Tensor4D, filter, 1, "valid"),
  ),
];

testKernels("dilation", dilation, cases);

Deno.test("dilation: the gradient is refused for windows outside of the image", async () => {
  const each = agrees(
    "",
    [random([1, 2, 8, 1]), random([4, 1, 1])],
    (x, filter) => tf.dilation2d(x, filter, 3, "same", [3, 1]),
  );
  await assert.rejects(() => assertAgrees(each), /windows outside of the input/);
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { agrees, assertAgrees, type Case, integers, random } from "../testing/agrees_with_tfjs.ts";

type Padding = Parameters<typeof tf.conv2dTranspose>[4];
type Pair = number | [number, number];

/**
 * [what, size of the result, window, stride, padding]; each with the gradients by input and by
 * filter.
 */
const windows: readonly (readonly [
  string,
  readonly [number, number],
  readonly [number, number],
  Pair,
  Padding,
])[] = [
  ["same, stride 1", [5, 6], [3, 3], 1, "same"],
  ["same, stride 2", [9, 11], [3, 3], 2, "same"],
  ["same, stride 2, even", [10, 12], [3, 3], 2, "same"],
  ["same, stride 2, even window", [10, 12], [4, 4], 2, "same"],
  ["same, stride 2, even window, odd size", [7, 13], [4, 4], 2, "same"],
  ["same, stride 2, large window", [8, 9], [5, 7], 2, "same"],
  ["same, stride 2, windows side by side", [8, 10], [2, 2], 2, "same"],
  ["same, stride 2, single taps", [8, 9], [1, 1], 2, "same"],
  ["same, stride 2 by 1", [8, 5], [3, 3], [2, 1], "same"],
  ["same, stride 3", [10, 11], [4, 5], 3, "same"],
  ["valid, stride 1", [7, 8], [3, 3], 1, "valid"],
  ["valid, stride 2", [11, 13], [3, 3], 2, "valid"],
  ["valid, stride 2, rows left over", [12, 14], [3, 3], 2, "valid"],
  ["valid, stride 3", [15, 18], [3, 3], 3, "valid"],
  ["valid, stride 3, gaps between windows", [15, 16], [2, 1], 3, "valid"],
  ["padding 1, stride 2", [9, 11], [3, 3], 2, 1],
  ["explicit padding", [5, 6], [3, 3], 1, [[0, 0], [2, 1], [0, 3], [0, 0]]],
  ["explicit padding, stride 2", [7, 6], [3, 3], 2, [[0, 0], [2, 1], [0, 3], [0, 0]]],
  ["padding in which whole windows lie", [3, 3], [2, 2], 3, 4],
];

const cases: readonly Case[] = [
  ...windows.flatMap(([name, [height, width], [rows, columns], stride, padding]) => {
    const shape: [number, number, number, number] = [2, height, width, 3];
    const filter = [rows, columns, 3, 4] as const;
    const { outShape } = tf.backend_util.computeConv2DInfo(shape, [...filter], stride, 1, padding);
    return agrees(
      `Transposed convolution, ${name},`,
      [random(outShape as [number, number, number, number]), random(filter)],
      (x, filter) => tf.conv2dTranspose(x, filter, shape, stride, padding),
    );
  }),
  ...(["floor", "round", "ceil"] as const).map((rounding) =>
    agrees(
      `Transposed convolution whose size is rounded by ${rounding}`,
      [random([1, rounding === "floor" ? 2 : 3, 3, 2]), random([3, 3, 2, 2])],
      (x, filter) => tf.conv2dTranspose(x, filter, [1, 6, 7, 2], 2, 0, rounding),
      // tfjs ignores the rounding in the gradient by the filter, but not in the one by the input.
    )
  ),
  agrees(
    "Transposed convolution of more windows than the result has",
    [random([1, 4, 5, 2]), random([3, 3, 2, 2])],
    (x, filter) => tf.conv2dTranspose(x, filter, [1, 6, 7, 2], 2, "valid"),
    { gradients: false },
  ),
  agrees(
    "Transposed convolution of an image without a batch",
    [random([3, 4, 2]), random([3, 3, 5, 2])],
    (x, filter) => tf.conv2dTranspose(x, filter, [6, 8, 5], 2, "same"),
  ),
  agrees(
    "Transposed convolution of whole numbers",
    [integers([1, 3, 4, 2], -9, 9), integers([3, 3, 3, 2], -9, 9)],
    (x, filter) =>
      tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [1, 6, 8, 3], 2, "same"),
  ),
  agrees(
    "Transposed convolution of no images",
    [random([0, 3, 4, 2]), random([3, 3, 5, 2])],
    (x, filter) => tf.conv2dTranspose(x, filter, [0, 6, 8, 5], 2, "same"),
  ),
  agrees(
    "A decoder of three transposed convolutions with a bias each",
    [
      random([2, 4, 4, 6]),
      random([3, 3, 5, 6]),
      random([5]),
      random([4, 4, 4, 5]),
      random([4]),
      random([3, 3, 1, 4]),
      random([1]),
    ],
    (x, first, a, second, b, third, c) => {
      const one = tf.relu(tf.add(tf.conv2dTranspose(x, first, [2, 7, 7, 5], 2, "same"), a));
      const two = tf.relu(
        tf.add(tf.conv2dTranspose(one as tf.Tensor4D, second, [2, 14, 14, 4], 2, "same"), b),
      );
      return tf.add(tf.conv2dTranspose(two as tf.Tensor4D, third, [2, 28, 28, 1], 2, "same"), c);
    },
  ),
];

for (const each of cases) {
  Deno.test(`transposed convolution: ${each.name} agrees with tfjs`, () => assertAgrees(each));
}

Deno.test("transposed convolution: a gradient with too few windows is refused", async () => {
  const each = agrees(
    "",
    [random([1, 2, 2, 2]), random([3, 3, 2, 2])],
    (x, filter) => tf.conv2dTranspose(x, filter, [1, 9, 9, 2], 2, "valid"),
    { gradients: false },
  );
  await assert.rejects(() => assertAgrees(each), /windows give \[1,4,4,2\]/);
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  agrees,
  assertAgrees,
  type Case,
  fromConvolution,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { assertAgreesInBlocks } from "../testing/agrees_in_blocks.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { depthwise } from "./depthwise.ts";

type Padding = Parameters<typeof tf.depthwiseConv2d>[3];
type Pair = number | [number, number];
type Four = readonly [number, number, number, number];

const explicit: Padding = [[0, 0], [2, 1], [0, 3], [0, 0]];

/** [what, input, filter, stride, padding]; each with the gradients by input and by filter. */
const windows: readonly (readonly [string, Four, Four, Pair, Padding])[] = [
  ["3 x 3, same", [2, 5, 5, 3], [3, 3, 3, 1], 1, "same"],
  ["3 x 3, valid", [2, 5, 6, 2], [3, 3, 2, 1], 1, "valid"],
  ["3 x 3, same, 2 results a channel", [2, 4, 5, 3], [3, 3, 3, 2], 1, "same"],
  ["3 x 3, same, stride 2, 3 results a channel", [1, 5, 6, 2], [3, 3, 2, 3], 2, "same"],
  ["of one channel, 4 results", [2, 5, 5, 1], [2, 3, 1, 4], 1, "valid"],
  ["stride 2, valid, rows left over", [1, 8, 6, 2], [3, 3, 2, 1], 2, "valid"],
  ["stride 2 by 3, same", [2, 7, 8, 2], [3, 2, 2, 1], [2, 3], "same"],
  ["stride wider than the window", [1, 9, 8, 2], [2, 2, 2, 2], 3, "same"],
  ["5 x 5, same, stride 2", [1, 5, 5, 4], [5, 5, 4, 1], 2, "same"],
  ["even window, same", [1, 3, 4, 2], [2, 2, 2, 1], 1, "same"],
  ["1 x 1", [2, 3, 4, 3], [1, 1, 3, 1], 1, "same"],
  ["1 x 1, stride 2, 2 results a channel", [2, 5, 4, 3], [1, 1, 3, 2], 2, "same"],
  ["padding 1", [1, 5, 5, 2], [3, 3, 2, 1], 1, 1],
  ["padding 2, stride 2", [1, 5, 5, 2], [3, 3, 2, 2], 2, 2],
  ["explicit padding", [1, 5, 6, 2], [3, 3, 2, 1], 1, explicit],
  ["explicit padding, stride 2", [1, 5, 6, 2], [3, 3, 2, 2], 2, explicit],
  ["padding in which whole windows lie", [1, 3, 4, 2], [2, 2, 2, 1], 3, 4],
  ["larger than the image, same", [2, 2, 3, 2], [4, 5, 2, 2], 1, "same"],
  ["of a single pixel", [1, 1, 1, 2], [3, 3, 2, 1], 1, "same"],
  ["of no images", [0, 4, 5, 2], [3, 3, 2, 1], 1, "same"],
];

/** [what, input, filter, dilation, padding]; tfjs has no gradients of these. */
const dilated: readonly (readonly [string, Four, Four, Pair, Padding])[] = [
  ["2, valid", [1, 5, 5, 2], [3, 3, 2, 1], 2, "valid"],
  ["2, same, 2 results a channel", [2, 3, 3, 2], [2, 2, 2, 2], 2, "same"],
  ["4, valid", [1, 5, 5, 1], [2, 2, 1, 1], 4, "valid"],
  ["3 by 1, same", [1, 8, 6, 2], [3, 3, 2, 1], [3, 1], "same"],
  ["2, explicit padding", [1, 5, 5, 2], [3, 3, 2, 1], 2, [[0, 0], [0, 1], [1, 2], [0, 0]]],
];

const cases: readonly Case[] = [
  ...windows.map(([name, input, filter, stride, padding]) =>
    agrees(
      `Depthwise convolution ${name}`,
      [random(input), random(filter)],
      (x, filter) => tf.depthwiseConv2d(x, filter, stride, padding),
    )
  ),
  ...dilated.map(([name, input, filter, dilation, padding]) =>
    agrees(
      `Depthwise convolution with dilation ${name}`,
      [random(input), random(filter)],
      (x, filter) => tf.depthwiseConv2d(x, filter, 1, padding, "NHWC", dilation),
      { gradients: false },
    )
  ),
  ...(["floor", "round", "ceil"] as const).map((rounding) =>
    agrees(
      `Depthwise convolution whose size is rounded by ${rounding}`,
      [random([1, 6, 7, 2]), random([3, 3, 2, 2])],
      (x, filter) => tf.depthwiseConv2d(x, filter, 2, 0, "NHWC", 1, rounding),
    )
  ),
  agrees(
    "Depthwise convolution of an image without a batch, with no dilation given",
    [random([5, 6, 2]), random([3, 3, 2, 1])],
    (x, filter) => tf.depthwiseConv2d(x, filter, 1, "same", "NHWC", null as unknown as undefined),
  ),
  agrees(
    "Depthwise convolution between convolutions",
    [random([2, 5, 6, 3]), random([3, 3, 3, 2]), random([1, 1, 6, 2])],
    (x, filter, next) =>
      tf.conv2d(tf.depthwiseConv2d(fromConvolution(x), filter, 2, "same"), next, 1, "same"),
  ),
  agrees(
    "Depthwise convolution with a bias and a relu after it",
    [random([2, 5, 6, 3]), random([3, 3, 3, 1]), random([3])],
    (x, filter, bias) => tf.relu6(tf.add(tf.depthwiseConv2d(x, filter, 1, "same"), bias)),
  ),
  agrees(
    "Fused depthwise convolution", // more of it in fused_conv_test.ts
    [random([2, 4, 5, 3]), random([3, 3, 3, 2]), random([6])],
    (x, filter, bias) => tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: "same", bias }),
  ),
  ...([
    ["valid, stride 2", [3, 3, 2, 1], 2, "valid"],
    ["same, 2 results a channel", [2, 2, 2, 2], 1, "same"],
  ] as [string, Four, number, "valid" | "same"][]).map(([name, filter, stride, padding]) =>
    agrees(
      `Separable convolution, ${name}`,
      [random([2, 4, 5, 2]), random(filter), random([1, 1, 2 * filter[3], 3])],
      (x, depthwise, pointwise) => tf.separableConv2d(x, depthwise, pointwise, stride, padding),
    )
  ),
  agrees(
    "Separable convolution with dilation",
    [random([1, 6, 5, 2]), random([2, 2, 2, 2]), random([1, 1, 4, 3])],
    (x, depthwise, pointwise) => tf.separableConv2d(x, depthwise, pointwise, 1, "same", 2),
    { gradients: false },
  ),
];

testKernels("depthwise convolution", depthwise, cases);

Deno.test("depthwise convolution: the data format NCHW is refused", async () => {
  const each = agrees(
    "",
    [random([1, 3, 3, 3]), random([2, 2, 3, 1])],
    (x, filter) => tf.depthwiseConv2d(x, filter, 1, "same", "NCHW"),
    { gradients: false },
  );
  await assert.rejects(() => assertAgrees(each), /dataFormat NCHW/);
});

/** Shapes for which blocked convolutions are used, with channels in whole blocks and others. */
const blocked: readonly (readonly [string, Four, Four, Pair, Padding])[] = [
  ["same", [2, 15, 16, 32], [3, 3, 32, 1], 1, "same"],
  ["valid, channels filled up", [2, 15, 16, 24], [5, 5, 24, 1], 1, "valid"],
  ["stride 2, rows left over", [3, 16, 15, 20], [5, 4, 20, 1], 2, "valid"],
  ["2 results a channel, by the filter only", [2, 9, 9, 4], [3, 3, 4, 2], 1, "same"],
  ["of one channel, by the filter only", [4, 9, 9, 1], [3, 3, 1, 1], 1, "same"],
  ["explicit padding", [2, 15, 16, 16], [3, 3, 16, 1], 1, explicit],
  [
    "channels that do not come by fours, by the filter only",
    [2, 15, 16, 30],
    [3, 3, 30, 1],
    1,
    "same",
  ],
];
for (const [name, input, filter, stride, padding] of blocked) {
  Deno.test(`depthwise convolution: blocked, ${name}, it agrees with tfjs, if available`, () =>
    assertAgreesInBlocks(agrees(
      "",
      [random(input), random(filter), random([filter[2] * filter[3]])],
      (x, filter, bias) => tf.add(tf.depthwiseConv2d(x, filter, stride, padding), bias),
    )));
}

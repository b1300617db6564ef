import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  type Case,
  fromConvolution,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { blockSizes } from "../testing/agrees_in_blocks.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { convolution } from "./convolution.ts";

type Padding = Parameters<typeof tf.conv2d>[3];
type Pair = number | [number, number];

const explicit: Padding = [[0, 0], [2, 1], [0, 3], [0, 0]];

/** [what, input, filter, stride, padding]; each with the gradients by input and by filter. */
const windows: readonly (readonly [
  string,
  readonly [number, number, number, number],
  readonly [number, number, number, number],
  Pair,
  Padding,
])[] = [
  ["3 x 3, same", [2, 5, 5, 2], [3, 3, 2, 4], 1, "same"],
  ["3 x 3, valid", [1, 5, 5, 2], [3, 3, 2, 4], 1, "valid"],
  ["3 x 3, padding 1", [1, 5, 5, 2], [3, 3, 2, 4], 1, 1],
  ["3 x 3, padding 2", [1, 4, 4, 1], [3, 3, 1, 2], 1, 2],
  ["3 x 3, padding wider than the window", [1, 4, 4, 1], [2, 2, 1, 2], 1, 3],
  ["3 x 3, explicit padding", [1, 5, 6, 2], [3, 3, 2, 3], 1, explicit],
  ["3 x 3, explicit padding, stride 2", [1, 5, 6, 2], [3, 3, 2, 3], 2, explicit],
  ["not square", [3, 4, 7, 2], [2, 5, 2, 3], 1, "same"],
  ["not square, valid, stride 2 by 1", [3, 6, 7, 2], [3, 2, 2, 3], [2, 1], "valid"],
  ["even window, same", [1, 5, 5, 1], [2, 2, 1, 1], 1, "same"],
  ["1 x 1", [2, 3, 4, 5], [1, 1, 5, 3], 1, "same"],
  ["1 x 1, stride 2", [2, 5, 4, 3], [1, 1, 3, 2], 2, "same"],
  ["1 x 1, stride 3, valid", [1, 8, 8, 2], [1, 1, 2, 2], 3, "valid"],
  ["stride 2, same, odd", [2, 7, 5, 2], [3, 3, 2, 3], 2, "same"],
  ["stride 2, same, even", [1, 6, 8, 2], [3, 3, 2, 3], 2, "same"],
  ["stride 2, valid, rows left over", [1, 8, 6, 2], [3, 3, 2, 3], 2, "valid"],
  ["stride 2, padding 1", [1, 6, 6, 2], [3, 3, 2, 3], 2, 1],
  ["stride 3, same", [1, 8, 7, 2], [3, 3, 2, 3], 3, "same"],
  ["stride 3, valid, rows left over", [1, 10, 9, 2], [2, 2, 2, 3], 3, "valid"],
  ["stride wider than the window", [1, 9, 9, 1], [2, 2, 1, 2], 4, "valid"],
  ["5 x 5, same", [1, 6, 6, 1], [5, 5, 1, 6], 1, "same"],
  ["as large as the image", [3, 4, 5, 2], [4, 5, 2, 3], 1, "valid"],
  ["6 channels to 4", [2, 5, 6, 6], [3, 2, 6, 4], 1, "same"],
  ["9 channels to 8, stride 2", [1, 6, 5, 9], [3, 3, 9, 8], 2, "valid"],
  ["3 channels to 32 in 9 windows", [2, 5, 6, 3], [3, 3, 3, 32], 2, "same"],
  ["3 channels to 32 in 42 windows", [2, 6, 7, 3], [3, 2, 3, 32], 1, "same"],
  ["16 channels to 20, stride 2, same, odd", [2, 7, 5, 16], [3, 3, 16, 20], 2, "same"],
  ["16 channels to 16, stride 2, same, even", [2, 6, 8, 16], [3, 3, 16, 16], 2, "same"],
  ["20 channels to 16, stride 2, rows left over", [1, 8, 6, 20], [3, 3, 20, 16], 2, "valid"],
  ["16 channels to 16, stride 3 by 2, explicit", [1, 7, 6, 16], [4, 2, 16, 16], [3, 2], explicit],
  ["16 channels to 16, stride 1 by 2", [1, 4, 6, 16], [1, 2, 16, 16], [1, 2], "valid"],
  ["16 channels to 16, one column, stride 2", [2, 5, 1, 16], [3, 3, 16, 16], 2, "same"],
  ["a single pixel", [1, 1, 1, 1], [1, 1, 1, 1], 1, "same"],
  ["a single pixel, 3 x 3", [1, 1, 1, 2], [3, 3, 2, 1], 1, "same"],
  ["larger than the image, same", [2, 2, 3, 2], [4, 5, 2, 3], 1, "same"],
  ["larger than the image, same, stride 2", [1, 3, 2, 1], [5, 4, 1, 2], 2, "same"],
  ["padding in which whole windows lie", [1, 3, 4, 2], [2, 2, 2, 2], 3, 4],
  ["padding in which all windows lie", [1, 1, 1, 2], [1, 1, 2, 2], 3, 1],
  ["padding on one side, stride 3", [1, 5, 6, 2], [3, 2, 2, 2], 3, [[0, 0], [4, 0], [0, 4], [
    0,
    0,
  ]]],
  // tfjs computes the number of columns as for square windows: here fewer, there more than fit.
  ["tall, padding 1, stride 3 by 1", [1, 6, 7, 2], [4, 1, 2, 3], [3, 1], 1],
  ["wide, padding 1, stride 1 by 3", [1, 6, 7, 2], [1, 4, 2, 3], [1, 3], 1],
  ["no images", [0, 4, 5, 2], [3, 3, 2, 3], 1, "same"],
  ["no window fits", [1, 2, 5, 2], [3, 3, 2, 3], 1, "valid"],
];

/** [what, input, filter, dilation, padding]; tfjs has no gradients of these. */
const dilated: readonly (readonly [
  string,
  readonly [number, number, number, number],
  readonly [number, number, number, number],
  Pair,
  Padding,
])[] = [
  ["2, same", [1, 7, 6, 2], [3, 3, 2, 3], 2, "same"],
  ["2, valid", [2, 7, 6, 2], [3, 3, 2, 3], 2, "valid"],
  ["3 by 1, same", [1, 7, 6, 2], [2, 3, 2, 3], [3, 1], "same"],
  ["2, padding 1", [1, 6, 6, 1], [3, 3, 1, 2], 2, 1],
];

const cases: readonly Case[] = [
  ...windows.map(([name, input, filter, stride, padding]) =>
    agrees(
      `Convolution ${name}`,
      [random(input), random(filter)],
      (x, filter) => tf.conv2d(x, filter, stride, padding),
    )
  ),
  ...dilated.map(([name, input, filter, dilation, padding]) =>
    agrees(
      `Convolution with dilation ${name}`,
      [random(input), random(filter)],
      (x, filter) => tf.conv2d(x, filter, 1, padding, "NHWC", dilation),
      { gradients: false },
    )
  ),
  ...(["floor", "round", "ceil"] as const).map((rounding) =>
    agrees(
      `Convolution whose size is rounded by ${rounding}`,
      [random([1, 6, 7, 2]), random([3, 3, 2, 3])],
      (x, filter) => tf.conv2d(x, filter, 2, 0, "NHWC", 1, rounding),
    )
  ),
  ...([
    ["same", 1, "same"],
    ["valid, stride 2", 2, "valid"],
    ["padding 1, stride 2 by 3", [2, 3], 1],
    ["explicit padding", 1, [[0, 0], [0, 0], [2, 1], [0, 3]]],
    ["explicit padding, stride 2", 2, [[0, 0], [0, 0], [2, 1], [0, 3]]],
  ] as [string, Pair, Padding][]).map(([name, stride, padding]) =>
    agrees(
      `Convolution of channels first, ${name}`,
      [random([2, 3, 5, 6]), random([3, 3, 3, 4])],
      (x, filter) => tf.conv2d(x, filter, stride, padding, "NCHW"),
    )
  ),
  agrees(
    "Convolution of channels first, stride 2, then one of channels last",
    [random([2, 3, 7, 6]), random([3, 2, 3, 4]), random([2, 2, 3, 1])],
    (x, filter, next) => tf.conv2d(tf.conv2d(x, filter, 2, "valid", "NCHW"), next, 1, "same"),
  ),
  agrees(
    "Convolution of an image without a batch",
    [random([5, 6, 2]), random([3, 3, 2, 3])],
    (x, filter) => tf.conv2d(x, filter, 1, "same"),
  ),
  agrees(
    "Two convolutions in a row with a bias after each",
    [random([2, 5, 6, 3]), random([3, 3, 3, 4]), random([4]), random([3, 3, 4, 2]), random([2])],
    (x, first, a, second, b) =>
      tf.add(tf.conv2d(tf.add(tf.conv2d(x, first, 1, "same"), a), second, 1, "valid"), b),
  ),
  agrees(
    "Convolution with a filter that is computed",
    [random([1, 4, 4, 2]), random([2, 3, 3, 2])],
    (x, filter) => tf.conv2d(x, tf.transpose(filter, [1, 2, 3, 0]), 1, "same"),
  ),
  agrees(
    "Convolution with a constant filter",
    [random([1, 4, 4, 2])],
    (x) => tf.conv2d(x, tf.ones([3, 3, 2, 2]), 1, "same"),
  ),
  agrees(
    "Fused convolution", // more of it in fused_conv_test.ts
    [random([2, 4, 5, 3]), random([3, 3, 3, 4]), random([4])],
    (x, filter, bias) => tf.fused.conv2d({ x, filter, strides: 1, pad: "same", bias }),
  ),
  ...([
    ["valid", 1, "valid"],
    ["same, stride 2", 2, "same"],
    ["explicit padding", 1, [[0, 0], [0, 0], [2, 1], [0, 0]]],
  ] as [string, number, Padding][]).map(([name, stride, padding]) =>
    agrees(
      `Convolution of a signal, ${name}`,
      [random([2, 9, 3]), random([4, 3, 2])],
      (x, filter) => tf.conv1d(x, filter, stride, padding),
    )
  ),
  agrees(
    "Convolution of a signal without a batch, with dilation",
    [random([14, 2]), random([3, 2, 1])],
    (x, filter) => tf.conv1d(x, filter, 1, "valid", "NWC", 3),
    { gradients: false },
  ),
  agrees(
    "Gradient of a gradient of a convolution",
    [random([1, 4, 4, 2]), random([3, 3, 2, 3])],
    (x, filter) =>
      tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, filter, 1, "same"))))(
        x,
      ),
  ),
  agrees(
    "Gradient through two convolutions that share a filter",
    [random([1, 5, 5, 2]), random([3, 3, 2, 2])],
    (x, filter) => tf.conv2d(tf.relu(tf.conv2d(x, filter, 1, "same")), filter, 1, "same"),
  ),
  agrees(
    "Convolution of a convolution's output and of its transpose",
    [random([1, 4, 4, 3]), random([3, 3, 3, 2])],
    (x, filter) => {
      const y = fromConvolution(x);
      const turned = tf.transpose(y, [0, 2, 1, 3]);
      return tf.add(tf.conv2d(y, filter, 1, "same"), tf.conv2d(turned, filter, 1, "same"));
    },
  ),
  agrees(
    "Convolution of zeros and of infinities",
    [numbers([1, 2, 2, 1], [0, Infinity, 0, 1]), random([1, 1, 1, 1], 1, 2)],
    (x, filter) => tf.conv2d(x, filter, 1, "same"),
    { gradients: false },
  ),
];

testKernels("convolution", convolution, cases);

Deno.test("convolution: blocked convolutions agree with tfjs, if available", async () => {
  await blockSizes();
});

import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  type Case,
  fromConvolution,
  integers,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { pooling } from "./pooling.ts";

type Padding = Parameters<typeof tf.maxPool>[3];
type Pair = number | [number, number];

const windows: readonly (readonly [
  string,
  readonly [number, number, number, number],
  Pair,
  Pair,
  Padding,
])[] = [
  ["2 x 2", [2, 6, 4, 3], 2, 2, "valid"],
  ["2 x 2, odd size", [1, 7, 5, 2], 2, 2, "valid"],
  ["2 x 2, odd size, same", [1, 7, 5, 2], 2, 2, "same"],
  ["3 x 3, stride 2", [2, 7, 7, 2], 3, 2, "valid"],
  ["3 x 3, stride 2, rows left over", [1, 8, 6, 2], 3, 2, "valid"],
  ["3 x 3, stride 2, same", [3, 6, 7, 2], 3, 2, "same"],
  ["3 x 3, stride 1, same", [1, 5, 4, 2], 3, 1, "same"],
  ["3 x 3, stride 3, same", [1, 7, 8, 1], 3, 3, "same"],
  ["2 x 2, stride 3", [1, 8, 9, 2], 2, 3, "valid"],
  ["2 x 3, stride 1 by 2", [1, 6, 7, 2], [2, 3], [1, 2], "valid"],
  ["3 x 3, stride 2, padding 1", [1, 6, 7, 2], 3, 2, 1],
  ["3 x 3, stride 2, explicit padding", [1, 6, 7, 2], 3, 2, [[0, 0], [1, 0], [0, 2], [0, 0]]],
  ["the whole image", [2, 5, 4, 3], [5, 4], 1, "valid"],
  ["1 x 1", [1, 3, 3, 2], 1, 1, "valid"],
  ["1 x 1, stride 2", [1, 5, 4, 2], 1, 2, "same"],
  ["3 x 3, stride 3, explicit padding", [1, 6, 7, 2], 3, 3, [[0, 0], [1, 0], [0, 2], [0, 0]]],
  ["2 x 2, padding as wide as the window", [1, 4, 3, 2], 2, 1, 2],
  ["2 x 2, stride 3, padding in which whole windows lie", [1, 4, 5, 2], 2, 3, 4],
  ["2 x 2, padding in which all windows lie", [1, 1, 1, 1], 1, 3, 1],
  ["2 x 3, explicit padding in which whole windows lie", [1, 4, 5, 1], [2, 3], 2, [
    [0, 0],
    [3, 0],
    [0, 5],
    [0, 0],
  ]],
  ["larger than the image, same", [1, 2, 3, 2], 5, 1, "same"],
  // tfjs computes the number of columns as for square windows: here fewer, there more than fit.
  ["3 x 1, stride 3 by 1, padding 1", [1, 6, 7, 1], [3, 1], [3, 1], 1],
  ["1 x 3, stride 1 by 3, padding 0", [1, 6, 7, 1], [1, 3], [1, 3], 0],
  ["of no images", [0, 4, 4, 2], 2, 2, "valid"],
  ["that fit nowhere", [1, 2, 4, 2], 3, 1, "valid"],
];

/** Inputs in which several elements of a window are equal. */
const flat: readonly (readonly [string, readonly number[]])[] = [
  ["all equal", [3]],
  ["all zero", [0]],
  ["all negative and equal", [-2]],
  ["two values", [1, 0, 0, 1, 1, 0, 1]],
];

/** The first or second row of all windows of 2 × 2 that have three values. */
const rowOfWindows = (row: number) =>
  Array.from({ length: 81 }, (_, i) => [0, 1].map((j) => Math.floor(i / 3 ** (2 * row + j)) % 3));

const cases: readonly Case[] = [
  agrees(
    "MaxPool 2 x 2 of every window of three values",
    [numbers([1, 2, 162, 1], [0, 1].flatMap((row) => rowOfWindows(row).flat()))],
    (x) => tf.maxPool(x, 2, 2, "valid"),
  ),
  ...windows.flatMap(([name, input, size, stride, padding]) => [
    agrees(`MaxPool ${name}`, [random(input)], (x) => tf.maxPool(x, size, stride, padding)),
    agrees(`AvgPool ${name}`, [random(input)], (x) => tf.avgPool(x, size, stride, padding)),
    agrees(
      `MaxPool ${name}, with ties`,
      [numbers(input, [1, 2, 2, 0, 1, 2, 2, 1, 1])],
      (x) => tf.maxPool(x, size, stride, padding),
    ),
  ]),
  ...flat.flatMap(([name, values]) =>
    ([["2 x 2", 2, 2, "valid"], ["3 x 3, stride 2", 3, 2, "same"]] as const).map(
      ([window, size, stride, padding]) =>
        agrees(
          `MaxPool ${window} of an image, ${name},`,
          [numbers([2, 5, 6, 2], values)],
          (x) => tf.maxPool(x, size, stride, padding),
        ),
    )
  ),
  ...([[2, 2], [3, 2], [3, 1]] as const).map(([size, stride]) =>
    agrees(
      `MaxPool ${size} x ${size}, stride ${stride}, of rectified numbers, half of them zero,`,
      [random([2, 6, 6, 2])],
      (x) => tf.maxPool(tf.relu(x), size, stride, "same"),
    )
  ),
  agrees(
    "MaxPool of rectified numbers that something else reads too",
    [random([2, 6, 6, 2])],
    (x) => {
      const y = tf.relu(x);
      return tf.add(tf.mean(tf.maxPool(y, 2, 2, "valid"), [1, 2]), tf.mean(y, [1, 2]));
    },
  ),
  agrees(
    "MaxPool of a tensor that is pooled twice",
    [random([2, 6, 6, 2])],
    (x) => {
      const y = tf.relu(x);
      return tf.add(tf.maxPool(y, 2, 2, "valid"), tf.maxPool(y, 2, 2, "same"));
    },
  ),
  agrees(
    "MaxPool between convolutions",
    [random([2, 6, 6, 3]), random([3, 3, 3, 2])],
    (x, filter) =>
      tf.conv2d(tf.maxPool(tf.relu(fromConvolution(x)), 2, 2, "valid"), filter, 1, "same"),
  ),
  agrees(
    "AvgPool between convolutions",
    [random([2, 6, 6, 3]), random([3, 3, 3, 2])],
    (x, filter) => tf.conv2d(tf.avgPool(fromConvolution(x), 2, 2, "valid"), filter, 1, "same"),
  ),
  ...(["floor", "round", "ceil"] as const).flatMap((rounding) => [
    agrees(
      `MaxPool whose size is rounded by ${rounding}`,
      [random([1, 6, 7, 2])],
      (x) => tf.maxPool(x, 3, 2, 0, rounding),
    ),
    agrees(
      `AvgPool whose size is rounded by ${rounding}`,
      [random([1, 6, 7, 2])],
      (x) => tf.avgPool(x, 3, 2, 0, rounding),
    ),
  ]),
  ...([[2, 2, "valid"], [3, 1, "same"], [2, 1, 3]] as [number, number, Padding][]).map(
    ([size, stride, padding]) =>
      agrees(
        `MaxPool ${size} x ${size}, stride ${stride}, padding ${padding}, of whole numbers`,
        [integers([2, 5, 6, 2], -(2 ** 31), 2 ** 31)],
        (x) => tf.maxPool(x as tf.Tensor4D, size, stride, padding),
      ),
  ),
  agrees(
    "Pooling by tf.pool",
    [random([2, 5, 6, 2])],
    (x) => tf.add(tf.pool(x, [3, 2], "max", "same"), tf.pool(x, [2, 3], "avg", "same")),
  ),
  agrees(
    "MaxPool of numbers that are not finite",
    [numbers([1, 4, 6, 1], [0, Infinity, 1, -Infinity, 3, -2, -Infinity])],
    (x) => tf.maxPool(x, 2, 2, "valid"),
    { gradients: false },
  ),
  agrees(
    "AvgPool of numbers that are not finite",
    [numbers([1, 4, 6, 1], [0, Infinity, 1, NaN, 3, -2, -1, 0])],
    (x) => tf.avgPool(x, 2, 2, "valid"),
    { gradients: false },
  ),
  agrees(
    "MaxPool of an image without a batch",
    [random([6, 6, 2])],
    (x) => tf.maxPool(x, 2, 2, "valid"),
  ),
  agrees(
    "Global average pooling",
    [random([2, 3, 4, 5])],
    (x) => tf.mean(fromConvolution(x), [1, 2]),
  ),
];

testKernels("pooling", pooling, cases);

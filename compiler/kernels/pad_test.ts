import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  booleans,
  type Case,
  integers,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { inEveryLayout } from "../testing/layouts.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { padding } from "./pad.ts";

const cases: readonly Case[] = [
  ...inEveryLayout([
    ["PadV2", (x) => tf.pad(x, [[0, 1], [1, 0], [2, 1], [0, 3]])],
    ["PadV2 with a number", (x) => tf.pad(x, [[0, 0], [1, 2], [0, 1], [1, 0]], 7)],
    ["PadV2 by nothing", (x) => tf.mul(tf.pad(x, [[0, 0], [0, 0], [0, 0], [0, 0]]), 2)],
    ["MirrorPad, reflect", (x) => tf.mirrorPad(x, [[0, 1], [2, 0], [1, 3], [0, 4]], "reflect")],
    ["MirrorPad, symmetric", (x) => tf.mirrorPad(x, [[2, 1], [3, 0], [1, 4], [0, 5]], "symmetric")],
    [
      "MirrorPad by nothing",
      (x) => tf.mul(tf.mirrorPad(x, [[0, 0], [0, 0], [0, 0], [0, 0]], "reflect"), 2),
    ],
  ]),

  agrees("PadV2 of a vector", [random([3])], (x) => tf.pad1d(x, [2, 3])),
  agrees(
    "PadV2 of six axes",
    [random([1, 2, 1, 2, 1, 2])],
    (x) => tf.pad(x, [[1, 0], [0, 0], [0, 1], [1, 1], [0, 0], [0, 2]], -1),
  ),
  agrees("PadV2 with non-finite numbers", [numbers([3], [NaN, -Infinity, -0])], (x) => [
    tf.pad(x, [[1, 0]], Infinity),
    tf.pad(x, [[0, 1]], NaN),
    tf.pad(x, [[0, 1]], -0),
  ], { gradients: false }),
  agrees(
    "PadV2 and MirrorPad of integers and truth values",
    [integers([2, 3], -9, 9), booleans([2, 3])],
    (x, y) => [
      tf.pad(x, [[1, 1], [0, 2]], 4),
      tf.pad(x, [[1, 1], [0, 2]], 2.7),
      tf.pad(y, [[1, 1], [0, 2]], 1),
      tf.mirrorPad(x, [[1, 1], [0, 2]], "reflect"),
      tf.mirrorPad(y, [[1, 1], [0, 2]], "symmetric"),
    ],
  ),
  agrees("PadV2 of a tensor without elements", [random([0, 2]), integers([0], 0, 9)], (x, y) => [
    tf.pad(x, [[1, 2], [0, 1]], 3),
    tf.pad(x, [[0, 0], [0, 1]]),
    tf.pad(y, [[0, 2]]),
  ]),
  agrees("MirrorPad of a vector keeps non-finite numbers", [numbers([4], [NaN, 1, 2, -Infinity])], (
    x,
  ) => [tf.mirrorPad(x, [[3, 3]], "reflect"), tf.mirrorPad(x, [[4, 4]], "symmetric")], {
    gradients: false,
  }),
  agrees(
    "MirrorPad of five axes",
    [random([2, 2, 3, 1, 2])],
    (x) => tf.mirrorPad(x, [[1, 0], [0, 1], [2, 2], [0, 0], [1, 1]], "reflect"),
  ),
];

testKernels("pad", padding, cases);

import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  booleans,
  type Case,
  integers,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { indexing } from "./indexing.ts";

const cases: readonly Case[] = [
  agrees("OneHot", [integers([7], 0, 5)], (x) => tf.oneHot(x, 5)),
  agrees("OneHot of positions outside", [integers([9], -3, 9)], (x) => tf.oneHot(x, 5)),
  agrees("OneHot of a matrix", [integers([3, 4], 0, 5)], (x) => tf.oneHot(x, 5)),
  agrees("OneHot of a scalar and of five axes", [
    integers([], 0, 5),
    integers([1, 2, 1, 2, 2], 0, 3),
  ], (
    x,
    y,
  ) => [tf.oneHot(x, 5), tf.oneHot(y, 2)]),
  agrees("OneHot with other values", [integers([7], -1, 6)], (x) => tf.oneHot(x, 5, 3, -2)),
  agrees(
    "OneHot of floats",
    [integers([7], -1, 6)],
    (x) => tf.oneHot(x, 5, 0.9, 0.1, "float32"),
  ),
  agrees("OneHot of truth values", [integers([7], -1, 6)], (x) => [
    tf.oneHot(x, 5, 1, 0, "bool"),
    tf.oneHot(x, 5, 0, 1, "bool"),
  ]),
  agrees("OneHot of nothing", [numbers([0], [], "int32")], (none) => tf.oneHot(none, 4)),
  agrees(
    "OneHot as targets of a loss",
    [random([4, 3]), integers([4], 0, 3)],
    (logits, labels) =>
      tf.mean(tf.square(tf.sub(logits, tf.cast(tf.oneHot(labels, 3), "float32")))),
  ),

  ...([[4], [2, 3], [2, 1, 2], [1, 2, 2, 1]] as const).map((shape) =>
    agrees(`Diag of [${shape}]`, [random(shape)], (x) => tf.diag(x), { gradients: false })
  ),
  agrees(
    "Diag of integers and truth values",
    [integers([5], -9, 9), booleans([5])],
    (x, y) => [tf.diag(x), tf.diag(y)],
  ),
  agrees("Diag of what is no number", [numbers([3], [NaN, Infinity, 1])], (x) => tf.diag(x), {
    gradients: false,
  }),
  agrees("Bands of a matrix", [random([4, 5]), random([2, 3, 3])], (x, y) => [
    tf.linalg.bandPart(x, 1, 0),
    tf.linalg.bandPart(x, -1, 2),
    tf.linalg.bandPart(y, 0, -1),
  ]),
];

testKernels("indexing", indexing, cases);

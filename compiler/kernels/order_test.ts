import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  booleans,
  type Case,
  fromConvolution,
  integers,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { ordering } from "./order.ts";

const top = (x: tf.Tensor, k?: number): tf.Tensor[] => {
  const { values, indices } = tf.topk(x, k);
  return [values, indices];
};

/** A sorted sequence with equal neighbours. */
const rising = (shape: readonly [number, number]) =>
  numbers(shape, Array.from({ length: shape[1] }, (_, i) => Math.floor(i / 2) - 3));

const cases: readonly Case[] = [
  agrees("TopK of a vector", [random([9])], (x) => [...top(x), ...top(x, 9), ...top(x, 0)]),
  agrees("TopK of a matrix", [random([4, 9])], (x) => top(x, 3)),
  agrees("TopK of five axes", [random([2, 1, 2, 3, 4])], (x) => top(x, 2)),
  agrees("TopK with ties", [integers([3, 65], 0, 3)], (x) => top(x, 20)),
  agrees("TopK with ties among all", [integers([65], 0, 3)], (x) => top(x, 65)),
  agrees("TopK of all in any order", [random([3, 5])], (x) => {
    const { values, indices } = tf.topk(x, 5, false);
    return [values, indices];
  }),
  agrees("TopK of integers that no float holds", [
    numbers([4], [2 ** 31 - 1, 2 ** 31 - 2, -(2 ** 31), 2 ** 31 - 3], "int32"),
  ], (x) => top(x, 4)),
  agrees("TopK of truth values", [booleans([3, 5])], (x) => top(x, 3)),
  agrees(
    "TopK with infinities",
    [numbers([5], [-Infinity, 3, Infinity, -0, -1])],
    (x) => top(x, 5),
  ),
  agrees(
    "TopK of a convolution's output",
    [random([2, 3, 4, 5])],
    (x) => top(fromConvolution(x), 2),
  ),

  ...(["left", "right"] as const).flatMap((side) => [
    agrees(
      `SearchSorted from the ${side}`,
      [rising([2, 11]), numbers([2, 7], [-9, -3, -2.5, 0, 1, 2, 9])],
      (sequence, x) => tf.searchSorted(sequence, x, side),
    ),
    agrees(
      `SearchSorted from the ${side} in integers`,
      [numbers([7], [-4, -1, -1, 0, 5, 5, 2 ** 31 - 1], "int32"), integers([20], -5, 7)],
      (sequence, x) => tf.searchSorted(sequence, x, side),
    ),
    agrees(
      `SearchSorted from the ${side} for non-finite numbers`,
      [rising([1, 6]), numbers([1, 3], [NaN, Infinity, -Infinity])],
      (sequence, x) => tf.searchSorted(sequence, x, side),
    ),
    agrees(
      `SearchSorted from the ${side} for numbers of another type`,
      [numbers([3], [2 ** 24, 2 ** 24 + 1, 2 ** 24 + 2], "int32"), numbers([2], [2 ** 24, 9])],
      (sequence, x) => tf.searchSorted(sequence, x, side),
    ),
    agrees(
      `SearchSorted from the ${side} in truth values`,
      [numbers([3], [0, 0, 1], "bool"), booleans([5])],
      (sequence, x) => tf.searchSorted(sequence, x, side),
    ),
  ]),
  agrees(
    "lowerBound and upperBound",
    [rising([2, 11]), numbers([2, 3], [0, -2, 5])],
    (sequence, x) => [tf.lowerBound(sequence, x), tf.upperBound(sequence, x)],
  ),
];

testKernels("order", ordering, cases);

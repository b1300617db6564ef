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
import { reductions } from "./reduce.ts";

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const operations: readonly (readonly [string, Reduction])[] = [
  ["Sum", tf.sum],
  ["Mean", tf.mean],
  ["Prod", tf.prod],
  ["Max", tf.max],
  ["Min", tf.min],
];

/** Every set of the axes 0 to `rank - 1`, none excepted. */
const axisSets = (rank: number): number[][] =>
  Array.from(
    { length: 2 ** rank },
    (_, set) => Array.from({ length: rank }, (_, axis) => axis).filter((axis) => set >> axis & 1),
  );

/** All of tfjs's axis arguments for one axis set, in one function. */
const cases: readonly Case[] = [
  ...operations.flatMap(([name, op]) => {
    // The gradient of Prod needs Cumprod, which has no lowering.
    const options = name === "Prod" ? { gradients: false } : {};
    return [
      agrees(
        `${name} over every set of axes`,
        [random([2, 3, 4], 0.5, 1.5)],
        (x) => axisSets(3).flatMap((axes) => [op(x, axes), op(x, axes, true)]),
      ),
      agrees(
        `${name} over every set of a convolution's axes`,
        [random([2, 3, 4, 2], 0.5, 1.5)],
        (x) => {
          const y = fromConvolution(x);
          return axisSets(4).flatMap((axes) => [op(y, axes), op(y, axes, true)]);
        },
      ),
      ...[undefined, 0, -1, [1, -1]].flatMap((axis) =>
        [false, true].map((keepDims) =>
          agrees(
            `${name} over ${axis ?? "everything"}${keepDims ? ", axes kept" : ""}`,
            [random([2, 3, 4], 0.5, 1.5)],
            (x) => op(x, axis, keepDims),
            options,
          )
        )
      ),
      agrees(
        `${name} of a convolution's output over images and channels`,
        [random([2, 3, 4, 2], 0.5, 1.5), random([3, 4])],
        (x, w) => tf.mul(op(fromConvolution(x), [0, 3]), w),
        options,
      ),
      agrees(`${name} of integers`, [integers([3, 5], -4, 5)], (x) => [op(x), op(x, 1)]),
      agrees(`${name} of a scalar`, [random([])], (x) => op(x), options),
    ];
  }),
  agrees("Sum of truth values", [booleans([4, 5])], (x) => [tf.sum(x), tf.sum(x, 0)]),
  agrees("Prod of truth values", [booleans([4, 2])], (x) => [tf.prod(x), tf.prod(x, 1)]),
  agrees("Mean of truth values", [booleans([4, 5])], (x) => [tf.mean(x), tf.mean(x, 0)]),
  agrees(
    "Mean of integers that do not divide",
    [numbers([3], [1, 2, 5], "int32")],
    (x) => tf.mean(x),
  ),
  agrees(
    "Max with ties",
    [numbers([2, 4], [1, 3, 3, 0, 2, 2, 2, 2])],
    (x) => tf.max(x, 1),
  ),
  agrees(
    "ArgMax and ArgMin along every axis",
    [random([2, 3, 4])],
    (x) => [0, 1, 2, -1].flatMap((axis) => [tf.argMax(x, axis), tf.argMin(x, axis)]),
  ),
  agrees(
    "ArgMax and ArgMin of a convolution's output",
    [random([2, 3, 4, 5])],
    (x) => {
      const y = fromConvolution(x);
      return [0, 1, 2, 3].flatMap((axis) => [tf.argMax(y, axis), tf.argMin(y, axis)]);
    },
  ),
  agrees(
    "ArgMax and ArgMin with ties take the first",
    [numbers([2, 4], [1, 3, 3, 1, 0, 0, 0, 0])],
    (x) => [tf.argMax(x, 1), tf.argMin(x, 1), tf.argMax(x, 0), tf.argMin(x, 0)],
  ),
  agrees("ArgMax of integers", [integers([3, 5], 0, 9)], (x) => [tf.argMax(x, 1), tf.argMin(x, 0)]),
  agrees(
    "ArgMax and ArgMin of truth values, and beside NaN",
    [booleans([3, 4]), numbers([2, 3], [1, NaN, 2, NaN, 4, 3])],
    (x, y) => [tf.argMax(x, 1), tf.argMin(x, 0), tf.argMax(y, 1), tf.argMin(y, 1), tf.argMax(y)],
  ),
  agrees(
    "Max and Min hand NaN on",
    [numbers([3, 3], [1, NaN, 2, 5, 4, 3, -Infinity, Infinity, 0])],
    (x) => [tf.max(x, 1), tf.min(x, 1), tf.max(x), tf.min(x, 0, true)],
  ),
  agrees("All and Any", [booleans([2, 3, 4])], (x) => [
    ...[0, 1, -1].flatMap((axis) => [tf.all(x, axis), tf.any(x, axis)]),
    tf.all(x),
    tf.any(x),
    tf.all(x, [0, 2], true),
    tf.any(x, [1, 2], true),
  ]),
  agrees("All and Any where all hold, and where none does", [numbers([5], [1], "bool")], (x) => [
    tf.all(x),
    tf.any(tf.logicalNot(x)),
  ]),
  agrees(
    "All and Any of a convolution's output",
    [random([2, 3, 4, 5])],
    (x) => {
      const y = tf.greater(fromConvolution(x), -0.9);
      return [0, 1, 2, 3].flatMap((axis) => [tf.all(y, axis), tf.any(tf.logicalNot(y), axis)]);
    },
  ),
  agrees(
    "sums, products and means of nothing",
    [random([2, 0, 3])],
    (x) => [tf.sum(x, 1), tf.prod(x, 1), tf.all(tf.cast(x, "bool"), 1)],
    { gradients: false }, // tfjs has none to compare with for several results
  ),
  agrees("Softmax", [random([3, 5], -5, 5)], (x) => tf.softmax(x)),
  agrees("Softmax of large numbers", [random([3, 5], 500, 1000)], (x) => tf.softmax(x)),
  agrees(
    "Softmax of a convolution's output",
    [random([2, 3, 4, 5], -3, 3)],
    (x) => tf.softmax(fromConvolution(x)),
  ),
  agrees("Softmax of a vector", [random([7])], (x) => tf.softmax(x, 0)),
  agrees("LogSoftmax", [random([3, 5], -5, 5)], (x) => tf.logSoftmax(x)),
  agrees("LogSumExp", [random([3, 5], -5, 5)], (x) => tf.logSumExp(x, 1)),
  agrees("Norm", [random([3, 5])], (x) => tf.norm(x)),
  agrees(
    "Moments",
    [random([2, 3, 4, 2])],
    (x) => {
      const { mean, variance } = tf.moments(fromConvolution(x), [0, 1, 2]);
      return tf.add(mean, variance);
    },
  ),
  ...[0, 0.1].map((smoothing) =>
    agrees(
      `Softmax cross-entropy with label smoothing ${smoothing}`,
      [random([4, 5], -3, 3), integers([4], 0, 5)],
      (logits, label) =>
        tf.losses.softmaxCrossEntropy(tf.oneHot(label, 5), logits, undefined, smoothing),
    )
  ),
  agrees(
    "Softmax cross-entropy with weights",
    [random([4, 5], -3, 3), integers([4], 0, 5), random([4], 0, 2)],
    (logits, label, weights) => tf.losses.softmaxCrossEntropy(tf.oneHot(label, 5), logits, weights),
    { gradients: false }, // tfjs's own gradient by the weights has another shape
  ),
  agrees(
    "Sigmoid cross-entropy",
    [random([4, 5], -3, 3), booleans([4, 5])],
    (logits, label) => tf.losses.sigmoidCrossEntropy(tf.cast(label, "float32"), logits),
  ),
  agrees(
    "Mean squared error",
    [random([4, 5]), random([4, 5])],
    (a, b) => tf.losses.meanSquaredError(a, b),
  ),
];

testKernels("reductions", reductions, cases);

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

/** Every set of the axes 0 to `rank - 1`, the empty one included. */
const axisSets = (rank: number): number[][] =>
  Array.from(
    { length: 2 ** rank },
    (_, set) => Array.from({ length: rank }, (_, axis) => axis).filter((axis) => set >> axis & 1),
  );

/** All of tfjs's axis arguments for one axis set, in one function. */
const cases: readonly Case[] = [
  ...operations.flatMap(([name, op]) => {
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
            // tfjs's own gradient of Prod does not support negative axes.
            name === "Prod" && [axis ?? 0].flat().includes(-1) ? { gradients: false } : {},
          )
        )
      ),
      agrees(
        `${name} of a convolution's output over images and channels`,
        [random([2, 3, 4, 2], 0.5, 1.5), random([3, 4])],
        (x, w) => tf.mul(op(fromConvolution(x), [0, 3]), w),
      ),
      agrees(`${name} of integers`, [integers([3, 5], -4, 5)], (x) => [op(x), op(x, 1)]),
      agrees(`${name} of a scalar`, [random([])], (x) => op(x)),
      agrees(
        `${name} over several axes of integers and truth values`,
        [integers([2, 3, 4], -3, 4), booleans([2, 3, 4])],
        (...tensors) => tensors.flatMap((x) => [op(x, [0, 2]), op(x, [1], true), op(x, [])]),
      ),
      agrees(
        `${name} of nothing`,
        [random([2, 0, 3]), integers([2, 0, 3], 0, 9), booleans([2, 0, 3]), random([0])],
        (...tensors) => tensors.flatMap((x) => [op(x), op(x, 0), op(x, 0, true), op(x, -1)]),
      ),
      agrees(
        `${name} over an axis without elements`,
        [random([2, 0, 3]), integers([2, 0, 3], 0, 9), booleans([2, 0, 3])],
        (...tensors) => tensors.flatMap((x) => [op(x, 1), op(x, [1, 2], true)]),
      ),
      agrees(
        `${name} of rank 6`,
        [random([1, 2, 1, 2, 3, 2], 0.5, 1.5)],
        (x) => [op(x, [0, 3]), op(x, [-1, 1], true), op(x)],
      ),
      agrees(
        `${name} with NaN and infinities`,
        [
          numbers([6, 3], [
            ...[NaN, 1, 2],
            ...[1, NaN, 2],
            ...[1, 2, NaN],
            ...[Infinity, NaN, -Infinity],
            ...[-Infinity, -Infinity, -Infinity],
            ...[Infinity, 1, 2],
          ]),
        ],
        (x) => [op(x, 1), op(x, 0), op(x), op(x, 1, true)],
      ),
      agrees(
        `${name} of a constant`,
        [random([3])],
        (x) => tf.mul(x, op(tf.fill([2, 3], 1.5), 0)),
      ),
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
    "ArgMax and ArgMin of what does not compare",
    [
      numbers([8, 3], [
        ...[NaN, 1, 2],
        ...[1, NaN, 2],
        ...[5, NaN, 5],
        ...[NaN, NaN, NaN],
        ...[-Infinity, NaN, -Infinity],
        ...[Infinity, NaN, Infinity],
        ...[0, -0, 0],
        ...[-0, 0, 0],
      ]),
    ],
    (x) => [tf.argMax(x, 1), tf.argMin(x, 1), tf.argMax(x, 0), tf.argMin(x, 0)],
  ),
  agrees(
    "ArgMax and ArgMin of truth values, and with a negative axis",
    [booleans([3, 5])],
    (x) => [tf.argMax(x, -1), tf.argMin(x, -2)],
  ),
  agrees(
    "ArgMax and ArgMin of vectors and of nothing",
    [random([7]), random([0, 2]), random([2, 0])],
    (...tensors) => tensors.flatMap((x) => [tf.argMax(x), tf.argMin(x, -1)]),
  ),
  agrees(
    "ArgMax of a constant",
    [random([2])],
    (x) => tf.mul(x, tf.argMax(tf.fill([2, 3], 1.5), 1)),
  ),
  agrees(
    "All and Any over every set of axes",
    [numbers([2, 2, 3], [1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1], "bool")],
    (x) =>
      axisSets(3).flatMap((axes) =>
        [tf.all, tf.any].flatMap((op) => [op(x, axes), op(x, axes, true)])
      ),
  ),
  agrees(
    "All and Any of scalars and of nothing",
    [booleans([]), booleans([0]), booleans([2, 0, 3])],
    (...tensors) => tensors.flatMap((x) => [tf.all(x), tf.any(x), tf.all(x, []), tf.any(x, [])]),
  ),
  agrees(
    "All and Any over an axis without elements",
    [booleans([2, 0, 3])],
    (x) => [tf.all(x, 1), tf.any(x, 1, true)],
  ),
  agrees(
    "All and Any of a convolution's output that is positive",
    [random([2, 3, 4, 2])],
    (x) => {
      const positive = tf.greater(fromConvolution(x), -0.7);
      return [tf.all(positive, [0, 3]), tf.any(positive, 1)];
    },
  ),
  agrees("Softmax", [random([3, 5], -5, 5)], (x) => tf.softmax(x)),
  agrees(
    "Softmax of every rank and of nothing",
    [random([2, 3, 4]), random([1, 1]), random([1, 2, 1, 2, 3]), random([0, 3])],
    (...tensors) => tensors.map((x) => tf.softmax(x)),
  ),
  agrees(
    "Softmax and LogSoftmax where numbers end",
    [numbers([4, 3], [1, 2, NaN, -Infinity, 0, 1, -Infinity, -Infinity, -Infinity, -1e3, 0, 1e3])],
    (x) => [tf.softmax(x), tf.logSoftmax(x), tf.logSumExp(x, 1)],
  ),
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

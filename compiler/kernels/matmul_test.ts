import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  agrees,
  type Case,
  fromConvolution,
  integers,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { matmul } from "./matmul.ts";

const flags = [[false, false], [true, false], [false, true], [true, true]] as const;

/** The leading axes of both operands. */
const batches: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ["matrices", [], []],
  ["a batch of one", [1], [1]],
  ["batches of three", [3], [3]],
  ["rank 4", [2, 3], [2, 3]],
  ["rank 4, single", [1, 1], [1, 1]],
];

/**
 * Leading axes that broadcast. tfjs has no gradients of these, and its result is wrong when both
 * sides broadcast ([2, 1] and [1, 3]).
 */
const broadcasting: typeof batches = [
  ["a batch and a matrix", [3], []],
  ["a matrix and a batch", [], [3]],
  ["a batch of one and one of three", [1], [3]],
  ["ranks 4 and 3", [2, 3], [3]],
  ["a single matrix of rank 4 and a matrix", [1, 1], []],
];

const product = (
  name: string,
  batchA: readonly number[],
  batchB: readonly number[],
  [transposeA, transposeB]: readonly [boolean, boolean],
  gradients: boolean,
) =>
  agrees(
    `Product of ${name}${transposeA ? ", aᵀ" : ""}${transposeB ? ", bᵀ" : ""}`,
    [
      random([...batchA, ...(transposeA ? [5, 4] : [4, 5])]),
      random([...batchB, ...(transposeB ? [3, 5] : [5, 3])]),
    ],
    (a, b) => tf.matMul(a, b, transposeA, transposeB),
    gradients ? {} : { gradients },
  );

const activations = ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"] as const;
type Fused = Parameters<typeof tf.fused.matMul>[0];

const cases: readonly Case[] = [
  ...batches.flatMap(([name, a, b]) => flags.map((flag) => product(name, a, b, flag, true))),
  ...broadcasting.flatMap(([name, a, b]) => flags.map((flag) => product(name, a, b, flag, false))),
  ...activations.map((activation) =>
    agrees(
      `Fused product with ${activation}`,
      [random([4, 5]), random([5, 3]), random([3]), random([3], 0.1, 0.5)],
      (a, b, bias, slope) => {
        const options: Fused = { a, b, bias, activation };
        return tf.fused.matMul({
          ...options,
          ...(activation === "prelu" ? { preluActivationWeights: slope } : {}),
          ...(activation === "leakyrelu" ? { leakyreluAlpha: 0.3 } : {}),
        });
      },
      { gradients: false }, // tfjs fuses only when no gradient is computed
    )
  ),
  ...([[[3, 4, 5], [3, 5, 2]], [[1, 4, 5], [1, 5, 2]]] as const).map(([a, b]) =>
    agrees(
      `Fused product of [${a}] and [${b}]`,
      [random(a), random(b), random([2])],
      (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: "relu" }),
      { gradients: false },
    )
  ),
  ...([[], [1], [4, 1], [1, 4, 1], [1, 4, 3], [4, 3]] as const).map((shape) =>
    agrees(
      `Fused product with a bias of shape [${shape}]`,
      [random([1, 4, 5]), random([1, 5, 3]), random(shape)],
      (a, b, bias) =>
        tf.transpose(
          tf.reshape(tf.fused.matMul({ a, b, bias, activation: "relu" }), [4, 3]),
        ),
      { gradients: false },
    )
  ),
  agrees(
    "Fused product without a bias",
    [random([4, 5]), random([5, 3])],
    (a, b) => tf.fused.matMul({ a, b, transposeB: false, activation: "relu" }),
    { gradients: false },
  ),
  agrees(
    "Product and a vector",
    [random([4, 5]), random([5, 3]), random([3])],
    (a, b, c) => tf.add(c, tf.matMul(a, b)),
  ),
  agrees(
    "Products in a row with a vector after each",
    [random([4, 5]), random([5, 3]), random([3]), random([3, 2]), random([2])],
    (x, a, b, c, d) => tf.add(tf.matMul(tf.add(tf.matMul(x, a), b), c), d),
  ),
  agrees(
    "Products of rank 3 in a row",
    [random([1, 4, 5]), random([1, 5, 3]), random([1, 3, 2])],
    (x, a, b) => tf.matMul(tf.matMul(x, a), b),
  ),
  agrees(
    "Product of a convolution's output, flattened",
    [random([2, 3, 4, 5]), random([60, 3])],
    (x, w) => tf.matMul(tf.reshape(fromConvolution(x), [2, 60]), w),
  ),
  agrees(
    "Product of convolutions' outputs",
    [random([2, 3, 4, 5]), random([2, 3, 4, 5])],
    (a, b) => tf.matMul(fromConvolution(a), fromConvolution(b), false, true),
  ),
  agrees(
    "Product of transposed tensors",
    [random([5, 4]), random([3, 5])],
    (a, b) => tf.matMul(tf.transpose(a), tf.transpose(b)),
  ),
  agrees("Product of vectors", [random([5]), random([5])], (a, b) => tf.dot(a, b)),
  agrees("Outer product", [random([5]), random([3])], (a, b) => tf.outerProduct(a, b)),
  agrees(
    "Product of one row and one column",
    [random([1, 5]), random([5, 1]), random([1])],
    (a, b, c) => tf.add(tf.matMul(a, b), c),
  ),
  agrees(
    "Product of integers",
    [integers([4, 5], -9, 9), integers([5, 3], -9, 9)],
    (a, b) => tf.matMul(a, b),
  ),
  agrees(
    "Product of batches of integers",
    [integers([2, 4, 5], -9, 9), integers([2, 5, 3], -9, 9)],
    (a, b) => tf.matMul(a, b),
  ),
  ...activations.map((activation) =>
    agrees(
      `Fused product of integers with ${activation}`,
      [integers([1, 4, 5], -9, 9), integers([1, 5, 3], -9, 9), integers([3], -9, 9), random([3])],
      (a, b, bias, slope) =>
        tf.fused.matMul({
          ...{ a, b, bias, activation, leakyreluAlpha: 0.3 },
          ...(activation === "prelu" ? { preluActivationWeights: slope } : {}),
        }),
      { gradients: false },
    )
  ),
  ...([
    ["without rows", [0, 3], [3, 4]],
    ["without columns", [2, 3], [3, 0]],
    ["without anything to add up", [2, 0], [0, 4]],
    ["without anything to add up, in batches of one,", [1, 2, 0], [1, 0, 4]],
    ["without anything to add up, in batches,", [3, 2, 0], [3, 0, 4]],
    ["of no batches", [0, 2, 3], [0, 3, 4]],
  ] as const).map(([name, a, b]) =>
    agrees(
      `Product ${name} plain, fused, and of integers`,
      [random(a), random(b), integers(a, 0, 9), integers(b, 0, 9), random([b.at(-1)!])],
      (a, b, c, d, bias) => [
        tf.matMul(a, b),
        tf.matMul(c, d),
        tf.fused.matMul({ a, b, bias, activation: "relu" }),
        tf.matMul(
          a,
          tf.transpose(b, [...b.shape.keys()].toSpliced(-2, 2, b.rank - 1, b.rank - 2)),
          false,
          true,
        ),
      ],
    )
  ),
  ...activations.map((activation) =>
    agrees(
      `Fused product with ${activation} and NaN`,
      [numbers([2, 3], [1, NaN, 2, -9, -9, Infinity]), random([3, 4], 0.1, 1), random([4], 0.1, 1)],
      (a, b, slope) =>
        tf.fused.matMul({
          ...{ a, b, activation },
          ...(activation === "prelu" ? { preluActivationWeights: slope } : {}),
        }),
      { gradients: false },
    )
  ),
  agrees(
    "Product with a constant",
    [random([4, 5])],
    (a) => tf.matMul(a, tf.fill([5, 3], 1.5)),
  ),
];

testKernels("matmul", matmul, cases);

Deno.test("matmul: lengths that do not fit, and truth values, are refused", () => {
  const refused = (a: readonly number[], b: readonly number[], flags: boolean[], message: RegExp) =>
    assert.throws(
      () =>
        trace(({ a, b }) => ({ y: tf.matMul(a!, b!, ...flags) }), {
          a: { shape: a, dtype: "float32" },
          b: { shape: b, dtype: "float32" },
        }),
      message,
    );
  const inner = /inner lengths of two matrices must match, got shapes/;
  refused([2, 3], [2, 3], [], inner);
  refused([2, 3], [3, 2], [true, false], inner);
  refused([2, 3], [3, 2], [false, true], inner);
  refused([4, 2, 3], [3, 3, 5], [], /broadcast/);
  const types = { a: { shape: [2, 2], dtype: "bool" } } as const;
  assert.throws(
    () => trace(({ a }) => ({ y: tf.matMul(a!, a!) }), types),
    /a matrix product of truth values \(cast them to int32 first\)/,
  );
});

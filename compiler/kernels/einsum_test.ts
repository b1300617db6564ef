import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  agrees,
  booleans,
  type Case,
  fromConvolution,
  integers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { einsum } from "./einsum.ts";

/** [equation, shapes of the operands] */
const equations: readonly (readonly [string, ...(readonly number[])[]])[] = [
  ["ij->ji", [2, 3]],
  ["i->i", [3]],
  ["ij->", [2, 3]],
  ["ij->i", [2, 3]],
  ["ij->j", [2, 3]],
  ["ij,jk->ik", [2, 3], [3, 4]],
  ["ij,jk->ki", [2, 3], [3, 4]],
  ["ab,cb->ac", [2, 3], [4, 3]],
  ["i,j->ij", [2], [3]],
  ["i,j->ji", [2], [3]],
  ["i,i->", [3], [3]],
  ["i,i->i", [3], [3]],
  ["bij,bjk->bik", [2, 3, 4], [2, 4, 2]],
  ["bhqd,bhkd->bhqk", [2, 2, 3, 4], [2, 2, 5, 4]],
  ["ijk,jil->kl", [2, 3, 4], [3, 2, 5]],
  [" A b , b -> A ", [2, 3], [3]],
  ["abcdef->fedcba", [1, 2, 1, 2, 1, 3]],
  ["ij,jk->ik", [2, 0], [0, 3]],
  [",i->i", [], [3]],
];

const cases: readonly Case[] = [
  ...equations.map(([equation, ...shapes]) =>
    agrees(
      `Einsum ${equation} of [${shapes.join("], [")}]`,
      shapes.map((shape) => random(shape)),
      (...x) => tf.einsum(equation, ...x),
      { gradients: false }, // tfjs has none
    )
  ),
  agrees(
    "Einsum of integers",
    [integers([2, 3], -9, 9), integers([3, 4], -9, 9)],
    (a, b) => [tf.einsum("ij,jk->ik", a, b), tf.einsum("ij->i", a), tf.einsum("ij->ji", a)],
  ),
  agrees(
    "Einsum of truth values, which counts them when it adds",
    [booleans([2, 3]), booleans([3, 4])],
    (a, b) => [tf.einsum("ij,jk->ik", a, b), tf.einsum("ij->i", a), tf.einsum("ij->ji", a)],
  ),
  agrees(
    "Einsum of a convolution's output",
    [random([2, 3, 2, 4]), random([4, 5])],
    (x, w) => tf.einsum("nhwc,cd->nhwd", fromConvolution(x), w),
    { gradients: false },
  ),
];

testKernels("einsum", einsum, cases);

Deno.test("Einsum refuses operands of two types", () => {
  assert.throws(
    () =>
      trace(({ a, b }) => ({ y: tf.einsum("i,i->", a!, b!) }), {
        a: { shape: [2], dtype: "float32" },
        b: { shape: [2], dtype: "int32" },
      }),
    /Cannot compile Einsum 'i,i->' of float32 and int32/,
  );
});

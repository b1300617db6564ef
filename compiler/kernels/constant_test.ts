import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { agrees, booleans, type Case, integers, random } from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { ZERO_GRADIENT } from "../zero_gradient.ts";
import { constant } from "./constant.ts";

const cases: readonly Case[] = [
  agrees("Fill", [random([2, 3])], (x) => tf.mul(x, tf.fill([2, 3], 2.5))),
  agrees(
    "Fill that gives the result its shape",
    [random([3])],
    (x) => tf.mul(x, tf.fill([2, 3], 2.5)),
  ),
  agrees("Fill alone", [random([1])], () => [
    tf.fill([2, 3], 2.5),
    tf.fill([], -1),
    tf.fill([1, 2, 1, 2, 1, 2], 3),
    tf.fill([0, 2], 3),
    tf.fill([2], 2.9, "int32"),
    tf.fill([2], -2.9, "int32"),
    tf.fill([2], 1, "bool"),
    tf.fill([2], NaN),
    tf.fill([2], -Infinity),
    tf.fill([2], 0.1),
  ]),
  agrees("Fill of integers", [integers([3], 0, 9)], (x) => tf.add(x, tf.fill([2, 3], 7, "int32"))),
  agrees(
    "Fill of truth values",
    [booleans([3])],
    (x) => tf.logicalAnd(x, tf.fill([2, 3], 1, "bool")),
  ),
  agrees("Fill with a truth value", [booleans([3])], (x) =>
    tf.logicalOr(
      x,
      tf.engine().runKernel("Fill", {}, { shape: [3], value: true } as never) as tf.Tensor,
    )),
  agrees("ZerosLike", [random([2, 3])], (x) => tf.add(x, tf.zerosLike(x))),
  agrees("ZerosLike alone", [random([2, 3]), integers([2], 0, 9), booleans([1, 2, 1, 1, 2])], (
    x,
    y,
    z,
  ) => [tf.zerosLike(x), tf.zerosLike(y), tf.zerosLike(z), tf.onesLike(z)]),
  agrees("OnesLike", [random([2, 3])], (x) => tf.sub(x, tf.onesLike(x))),
  agrees("OnesLike of integers", [integers([3], 0, 9)], (x) => tf.sub(x, tf.onesLike(x))),
  agrees("OnesLike and ZerosLike of no elements", [random([0, 2])], (x) => [
    tf.onesLike(x),
    tf.zerosLike(x),
  ]),
  agrees(
    "Constants of many numbers",
    [random([2, 3])],
    (x) => tf.add(x, tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3])),
  ),
  agrees(
    "Constants of every type alone",
    [random([1])],
    () => [
      tf.tensor1d([1.5, -2]),
      tf.tensor1d([1, 2], "int32"),
      tf.tensor1d([true, false], "bool"),
      tf.scalar(3),
      tf.ones([2, 1]),
      tf.tensor2d([], [0, 2]),
    ],
  ),
];

testKernels("constant", constant, cases, {
  constant: true,
  except: { [ZERO_GRADIENT]: "never in a graph; see zero_gradient_test.ts" },
});

Deno.test("constant: strings are refused", () => {
  assert.throws(
    () => trace(() => ({ y: tf.fill([2], "a") }), {}),
    (error: unknown) =>
      error instanceof WeftError && /Fill of type string.*constant_test/.test(error.message),
  );
});

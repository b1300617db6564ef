import * as tf from "@tensorflow/tfjs";
import { agrees, booleans, type Case, integers, random } from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { ZERO_GRADIENT } from "../zero_gradient.ts";
import { constant } from "./constant.ts";

const cases: readonly Case[] = [
  agrees("Fill", [random([2, 3])], (x) => tf.mul(x, tf.fill([2, 3], 2.5))),
  agrees(
    "Fill that gives the result its shape",
    [random([3])],
    (x) => tf.mul(x, tf.fill([2, 3], 2.5)),
  ),
  agrees("Fill alone", [random([1])], () => tf.fill([2, 3], 2.5), { gradients: false }),
  agrees("Fill of integers", [integers([3], 0, 9)], (x) => tf.add(x, tf.fill([2, 3], 7, "int32"))),
  agrees(
    "Fill of truth values",
    [booleans([3])],
    (x) => tf.logicalAnd(x, tf.fill([2, 3], 1, "bool")),
  ),
  agrees("ZerosLike", [random([2, 3])], (x) => tf.add(x, tf.zerosLike(x))),
  agrees("ZerosLike alone", [random([2, 3])], (x) => tf.zerosLike(x), { gradients: false }),
  agrees("OnesLike", [random([2, 3])], (x) => tf.sub(x, tf.onesLike(x))),
  agrees("OnesLike of integers", [integers([3], 0, 9)], (x) => tf.sub(x, tf.onesLike(x))),
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
    ],
  ),
];

testKernels("constant", constant, cases, {
  constant: true,
  except: { [ZERO_GRADIENT]: "never in a graph; see zero_gradient_test.ts" },
});

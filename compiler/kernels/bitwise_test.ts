import * as tf from "@tensorflow/tfjs";
import { agrees, type Case, integers, numbers } from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { bitwise } from "./bitwise.ts";

const corners = [0, 1, -1, 5, -6, 12345, 2147483647, -2147483648];
const pairs = corners.flatMap((a) => corners.map((b) => [a, b] as const));

const cases: readonly Case[] = [
  agrees("BitwiseAnd", [integers([3, 4], -99, 99), integers([3, 4], -99, 99)], tf.bitwiseAnd),
  agrees("BitwiseAnd of scalars", [integers([], 0, 99), integers([], 0, 99)], tf.bitwiseAnd),
  agrees("BitwiseAnd of nothing", [integers([0], 0, 9), integers([0], 0, 9)], tf.bitwiseAnd),
  agrees(
    "BitwiseAnd of numbers whose sign is one of the bits",
    [
      numbers([64], pairs.map(([a]) => a), "int32"),
      numbers([64], pairs.map(([, b]) => b), "int32"),
    ],
    tf.bitwiseAnd,
  ),
  agrees(
    "BitwiseAnd with a constant",
    [integers([5], -99, 99)],
    (x) => tf.bitwiseAnd(x, tf.fill([5], 6, "int32")),
  ),
];

testKernels("bitwise", bitwise, cases);

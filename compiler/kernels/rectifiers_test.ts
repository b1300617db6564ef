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
import { rectifiers } from "./rectifiers.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;

const functions: readonly (readonly [string, Unary])[] = [
  ["Relu", tf.relu],
  ["Relu6", tf.relu6],
  ["LeakyRelu", (x) => tf.leakyRelu(x, 0.3)],
  ["Elu", tf.elu],
  ["Selu", tf.selu],
  ["Sigmoid", tf.sigmoid],
  ["Softplus", tf.softplus],
  ["Step", (x) => tf.step(x)],
  ["Step with a slope", (x) => tf.step(x, -1)],
  ["ClipByValue", (x) => tf.clipByValue(x, -1.5, 2.7)],
  ["ClipByValue without an upper end", (x) => tf.clipByValue(x, 0, Infinity)],
  ["ClipByValue between two neighbours", (x) => tf.clipByValue(x, 1.2, 1.4)],
];

/** Both signs, whole and half numbers, zeros. */
const special = numbers([3, 5], [-2.5, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2.5, 3, 7, -7, 1e-3, -1e-3]);

/** NaN, infinities, and numbers at which implementations switch to a limit. */
const corners = numbers([12], [NaN, Infinity, -Infinity, 0, -0, 13, 14, 15, -13, -15, -50, 50]);

/** Operands of Prelu: [x, alpha]. */
const slopes: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[2, 3, 4], [4]],
  [[2, 3, 4], [3, 4]],
  [[2, 3, 4], [3, 1]],
  [[2, 3, 4], []],
  [[2, 3, 4], [2, 3, 4]],
  [[4], [2, 3, 4]],
  [[2, 1], [1, 3]],
  [[], [3]],
];

const cases: readonly Case[] = [
  ...functions.map(([name, op]) => agrees(name, [special], op)),
  ...functions.map(([name, op]) =>
    agrees(`${name} of a single element that has axes`, [numbers([1, 1], [0.7])], op)
  ),
  ...functions.map(([name, op]) =>
    agrees(`${name} where numbers end`, [corners], op, { gradients: false })
  ),
  ...functions.map(([name, op]) =>
    agrees(`${name} of a scalar and of nothing`, [random([]), random([2, 0])], (...x) => x.map(op))
  ),
  ...functions.map(([name, op]) =>
    agrees(
      `${name} of a convolution's output`,
      [random([2, 3, 2, 4], -3, 3)],
      (x) => op(fromConvolution(x)),
    )
  ),
  ...functions.filter(([name]) => !["Elu", "Sigmoid"].includes(name)).map(([name, op]) =>
    agrees(`${name} of integers`, [numbers([8], [-40, -3, -1, 0, 1, 2, 7, 40], "int32")], op)
  ),
  ...["Relu", "Relu6", "Elu", "Selu", "Sigmoid", "Softplus"].map((name) =>
    agrees(
      `${name} of integers and truth values that the kernel itself is given`,
      [numbers([6], [-40, -1, 0, 1, 7, 40], "int32"), booleans([4])],
      (...tensors) => tensors.map((x) => tf.engine().runKernel(name, { x }) as tf.Tensor),
    )
  ),
  agrees("Step, LeakyRelu and ClipByValue of truth values", [booleans([4])], (x) => [
    tf.step(x),
    tf.leakyRelu(x),
    tf.clipByValue(x, 0, 1.5),
  ]),
  agrees(
    "ClipByValue of integers to ends that int32 does not have",
    [numbers([4], [-2147483648, -5, 5, 2147483647], "int32")],
    (x) => [tf.clipByValue(x, -1e12, 1e12), tf.clipByValue(x, -Infinity, 3)],
  ),
  ...slopes.map(([x, alpha]) =>
    agrees(
      `Prelu of [${x}] with slopes [${alpha}]`,
      [random(x), random(alpha, 0.1, 0.5)],
      tf.prelu,
      // tfjs's own gradient has a wrong shape when alpha is larger than x.
      x.length < alpha.length || x[1] === 1 ? { gradients: false } : {},
    )
  ),
  agrees(
    "Prelu of a convolution's output",
    [random([2, 3, 2, 4]), random([3, 2, 4], 0.1, 0.5)],
    (x, alpha) => tf.prelu<tf.Tensor>(fromConvolution(x), alpha),
  ),
  agrees(
    "Prelu where numbers end",
    [
      numbers([6], [NaN, Infinity, -Infinity, 0, -0, -1]),
      numbers([6], [1, 0, 2, NaN, Infinity, NaN]),
    ],
    tf.prelu,
    { gradients: false },
  ),
  agrees("Prelu of integers", [integers([9], -5, 5), random([9])], tf.prelu, { gradients: false }),
  agrees(
    "Prelu of a constant",
    [random([2, 3])],
    (alpha) => tf.prelu(tf.fill([2, 3], -2), alpha),
    { gradients: false },
  ),
];

testKernels("rectifiers", rectifiers, cases);

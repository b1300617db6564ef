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
import { realFunctions } from "./real_functions.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;

/** [name, op, interval on which the function and its gradient are smooth] */
const functions: readonly (readonly [string, Unary, number, number])[] = [
  ["Acos", tf.acos, -0.9, 0.9],
  ["Acosh", tf.acosh, 1.1, 4],
  ["Asin", tf.asin, -0.9, 0.9],
  ["Asinh", tf.asinh, -4, 4],
  ["Atan", tf.atan, -4, 4],
  ["Atanh", tf.atanh, -0.9, 0.9],
  ["Cos", tf.cos, -4, 4],
  ["Cosh", tf.cosh, -4, 4],
  ["Erf", tf.erf, -3, 3],
  ["Exp", tf.exp, -4, 4],
  ["Expm1", tf.expm1, -4, 4],
  ["Log", tf.log, 0.1, 4],
  ["Log1p", tf.log1p, -0.9, 4],
  ["Reciprocal", tf.reciprocal, 0.2, 4],
  ["Rsqrt", tf.rsqrt, 0.2, 4],
  ["Sin", tf.sin, -4, 4],
  ["Sinh", tf.sinh, -4, 4],
  ["Sqrt", tf.sqrt, 0.2, 4],
  ["Tan", tf.tan, -1.4, 1.4],
  ["Tanh", tf.tanh, -4, 4],
];

/**
 * Numbers outside of some domain, and numbers at which a function has a limit. No result is so
 * large that the tolerance hides errors of the others.
 */
const corners = numbers([16], [NaN, 0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, -7, 1.5, -1.5, 4, -4]);
const far = numbers([7], [Infinity, -Infinity, 100, -100, 1000, -1000, NaN]);

/**
 * Errors of small numbers are relative, so results are multiplied by a factor to make them visible.
 */
const small = numbers([6], [1e-8, 3e-6, -1e-8, 1e-4, -2e-5, 0]);

/** Points with special angles in Math.atan2, and one point in each octant. */
const coordinates = [0, -0, 1, -1, 0.5, -0.5, 3, -3, Infinity, -Infinity, 1e-30, NaN];

const cases: readonly Case[] = [
  ...functions.map(([name, op, low, high]) => agrees(name, [random([3, 5], low, high)], op)),
  ...functions.map(([name, op]) => agrees(`${name} of a scalar`, [numbers([], [0.7])], op)),
  ...functions.map(([name, op]) =>
    agrees(`${name} at its limits`, [corners], op, { gradients: false })
  ),
  ...functions.filter(([name]) => !["Cos", "Sin", "Tan"].includes(name)).map(([name, op]) =>
    agrees(`${name} of large numbers`, [far], op, { gradients: false })
  ),
  ...functions.map(([name, op]) =>
    agrees(`${name} of nothing`, [random([0]), random([2, 0, 3])], (...x) => x.map(op))
  ),
  ...functions.map(([name, op, low, high]) =>
    agrees(
      `${name} of a convolution's output`,
      [random([2, 3, 2, 4], low, high)],
      (x) => op(fromConvolution(x)),
    )
  ),
  // Functions whose ops accept other types than float32.
  ...["Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Exp", "Expm1", "Log1p", "Reciprocal"]
    .concat("Sinh").map((name) =>
      agrees(
        `${name} of integers and truth values`,
        [integers([12], -6, 7), booleans([4])],
        (...tensors) => tensors.map((x) => tf.engine().runKernel(name, { x }) as tf.Tensor),
      )
    ),
  agrees(
    "Functions of integers whose result float32 would round away",
    [numbers([4], [20, -20, 17, 10], "int32")],
    (x) => [tf.expm1(x), tf.sinh(x)],
  ),
  agrees("Erf of integers", [integers([9], -4, 5)], (x) => tf.erf(x)),
  ...(["expm1", "log1p", "sinh", "asinh", "atanh", "tan"] as const).map((op) =>
    agrees(
      `The ${op} of numbers much smaller than 1`,
      [small],
      (x) => tf.mul(tf[op]<tf.Tensor>(x), 1e8),
      // The largest result is 1e-4 · 1e8, so the tolerance is 0.1: a relative error of 1e-5 for the
      // largest number and 0.1 for the smallest.
      { gradients: false },
    )
  ),
  agrees(
    "Expm1 and Log1p of a number that the addition of 1 would swallow",
    [numbers([2], [1e-8, -3e-9])],
    (x) => [tf.mul(tf.expm1(x), 1e8), tf.mul(tf.log1p(x), 1e8)],
  ),
  agrees(
    "Logarithms at their poles",
    [numbers([3], [-1, -2, 0])],
    (x) => [tf.log1p(x), tf.log(x), tf.log(tf.exp(tf.mul(x, 1e3)))],
  ),
  agrees("Atan2", [random([3, 5], -2, 2), random([3, 5], -2, 2)], tf.atan2),
  agrees("Atan2 of a matrix and a row", [random([3, 5]), random([5])], tf.atan2),
  agrees(
    "Atan2 in every octant, on the axes, and beyond numbers",
    [numbers([12, 1], coordinates), numbers([1, 12], coordinates)],
    tf.atan2,
    { gradients: false },
  ),
  agrees("Atan2 of integers", [integers([20], -5, 5), integers([20], -5, 5)], tf.atan2),
];

testKernels("real functions", realFunctions, cases);

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
import { arithmetic } from "./arithmetic.ts";

/** Both signs, whole and half numbers, zeros. */
const special = numbers([3, 5], [-2.5, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2.5, 3, 7, -7, 1e-3, -1e-3]);
const positive = random([3, 5], 0.1, 3);

/** Special numbers of floating-point arithmetic, and ordinary ones. */
const corners = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -2.5, 3, -3];
const integerCorners = [0, 1, -1, 2, -2, 7, -7, 20, 12345, -12345];

/** All pairs of numbers of `list`. */
const grid = (list: readonly number[], dtype: "float32" | "int32" | "bool" = "float32") =>
  [
    numbers([list.length, 1], list, dtype),
    numbers([1, list.length], list, dtype),
  ] as const;

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const binary: readonly (readonly [string, Binary])[] = [
  ["Add", tf.add],
  ["Sub", tf.sub],
  ["Multiply", tf.mul],
  ["RealDiv", tf.div],
  ["Maximum", tf.maximum],
  ["Minimum", tf.minimum],
  ["Pow", tf.pow],
  ["Mod", tf.mod],
  ["SquaredDifference", tf.squaredDifference],
];

/** Calls of kernels by name, for types that tfjs's ops convert before. */
const call = (kernel: string): Binary => (a, b) => tf.engine().runKernel(kernel, { a, b });

const unary: readonly (readonly [string, (x: tf.Tensor) => tf.Tensor])[] = [
  ["Abs", tf.abs],
  ["Neg", tf.neg],
  ["Square", tf.square],
  ["Sign", tf.sign],
  ["Ceil", tf.ceil],
  ["Floor", tf.floor],
  ["Round", tf.round],
];

/** Pairs of shapes whose axes differ in every possible way. */
const broadcasts: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ["equal shapes", [2, 3, 4], [2, 3, 4]],
  ["a scalar on the right", [3, 4], []],
  ["a scalar on the left", [], [3, 4]],
  ["one element without axes for it", [3, 4], [1]],
  ["a row", [3, 4], [4]],
  ["a row on the left", [4], [3, 4]],
  ["a column", [3, 4], [3, 1]],
  ["a row and a column", [3, 1], [1, 4]],
  ["leading axes", [2, 1, 4], [5, 1]],
  ["an inner axis", [2, 3, 4], [2, 1, 4]],
  ["ranks 4 and 2", [2, 3, 4, 5], [4, 1]],
  ["ranks 6 and 1", [1, 2, 1, 2, 1, 3], [3]],
  ["single elements of equal rank", [1, 1], [1, 1]],
  ["single elements of other ranks", [1], [1, 1, 1]],
  ["a longer rank of ones", [1, 3], [1, 1, 1]],
];

/** Operands that are combined with a convolution's output of shape [2, 3, 5, 4]. */
const beside: readonly (readonly [string, readonly number[]])[] = [
  ["a scalar", []],
  ["a vector of channels", [4]],
  ["a column", [5, 1]],
  ["an image", [3, 5, 4]],
  ["a batch", [2, 3, 5, 4]],
  ["one number an image", [2, 1, 1, 1]],
  ["rows", [1, 3, 1, 1]],
];

const cases: readonly Case[] = [
  ...unary.map(([name, op]) => agrees(name, [special], op)),
  ...unary.map(([name, op]) =>
    agrees(`${name} of a single element that has axes`, [numbers([1, 1], [0.7])], op)
  ),
  ...unary.map(([name, op]) =>
    agrees(`${name} where numbers end`, [numbers([11], corners)], op, { gradients: false })
  ),
  ...unary.filter(([name]) => name !== "Ceil" && name !== "Floor").map(([name, op]) =>
    agrees(`${name} of integers`, [numbers([10], integerCorners, "int32")], op)
  ),
  ...["Ceil", "Floor", "Abs", "Square", "Sign", "Round"].map((name) =>
    agrees(
      `${name} of integers and truth values that the kernel itself is given`,
      [integers([5], -9, 9), booleans([4])],
      (...tensors) => tensors.map((x) => tf.engine().runKernel(name, { x }) as tf.Tensor),
    )
  ),
  agrees(
    "Round of halves to the even neighbour",
    [numbers([8], [0.5, 1.5, 2.5, 3.5, -0.5, -1.5, -2.5, 0.49999997])],
    tf.round,
    { gradients: false },
  ),

  ...binary.map(([name, op]) => agrees(name, [positive, random([3, 5], 0.2, 2)], op)),
  ...binary.map(([name, op]) =>
    agrees(
      `${name} of a matrix and a row`,
      [positive, random([5], 0.2, 2)],
      op,
      // tfjs's own gradients of these do not sum over the axes that were broadcast.
      ["Maximum", "Minimum", "SquaredDifference"].includes(name) ? { gradients: false } : {},
    )
  ),
  ...binary.map(([name, op]) =>
    agrees(`${name} where numbers end`, grid(corners), op, { gradients: false })
  ),
  ...[...binary, ["FloorDiv", tf.floorDiv] as const].map(([name, op]) =>
    agrees(`${name} of integers`, [integers([4, 5], -9, 9), integers([5], 0, 4)], op)
  ),
  ...["RealDiv", "FloorDiv", "Mod", "Maximum", "Minimum"].map((name) =>
    agrees(`${name} of every two integers`, grid(integerCorners, "int32"), call(name))
  ),
  ...["Multiply", "RealDiv", "Maximum", "Minimum", "Pow", "Mod", "SquaredDifference"].map((name) =>
    agrees(`${name} of truth values`, grid([0, 1], "bool"), call(name))
  ),
  agrees("FloorDiv of floats", grid([7, -7, 2.5, -2.5, 0.3, 0, 1]), tf.floorDiv),
  agrees(
    "Mod of numbers that the divisor nearly swallows",
    [numbers([4], [-1e-10, 1e-10, -3.5, 3.5]), numbers([4], [1, -1, 2, -2])],
    tf.mod,
    { gradients: false },
  ),
  ...([2, 3, 0.5, -1, 0, NaN, Infinity] as const).map((exponent) =>
    agrees(
      `Pow to the power of ${exponent}, a constant`,
      [numbers([11], corners)],
      (x) => tf.pow(x, exponent),
      { gradients: false },
    )
  ),
  agrees("Pow with a constant base", [special], (x) => tf.pow(1.5, x), { gradients: false }),
  agrees(
    "Arithmetic of integers that wraps around",
    [numbers([2], [2147483647, -2147483648], "int32"), numbers([2], [1, -1], "int32")],
    (a, b) => [tf.add(a, b), tf.mul(a, 3), tf.neg(a)],
  ),
  agrees(
    "Division by a negative zero",
    [random([3], 1, 2)],
    (x) => [tf.div(x, 0), tf.div(x, -0)],
  ),
  agrees("AddN", [random([2, 3]), random([2, 3]), random([2, 3])], (...x) => tf.addN(x)),
  agrees("AddN of one tensor", [random([2, 3])], (x) => tf.addN([x])),
  agrees("AddN of integers", [integers([4], -9, 9), integers([4], -9, 9)], (...x) => tf.addN(x)),
  agrees(
    "AddN of tensors in different layouts",
    [random([2, 3, 5, 4]), random([2, 3, 5, 4]), random([2, 3, 5, 4])],
    (a, b, c) => tf.addN([a, fromConvolution(b), c]),
  ),
  agrees(
    "Arithmetic of integers and floats",
    [integers([3, 4], -9, 9), random([4])],
    (a, b) => tf.mul(tf.add(a, b), a),
  ),
  agrees(
    "Arithmetic of truth values and integers",
    [booleans([3, 4]), integers([4], -9, 9)],
    (a, b) => [tf.add(a, b), tf.sub(b, a), tf.mul(a, b), tf.maximum(a, b)],
  ),

  ...broadcasts.map(([name, a, b]) =>
    agrees(`Broadcasting ${name}`, [random(a), random(b)], (x, y) => tf.sub(x, tf.mul(y, x)))
  ),
  ...([[[0], [1]], [[2, 0], [2, 1]], [[2, 0, 3], []]] as const).map(([a, b]) =>
    agrees(
      `Arithmetic of [${a}] and [${b}], which is empty`,
      [random(a), random(b)],
      (x, y) => [...binary.map(([, op]) => op(x, y)), ...unary.map(([, op]) => op(x))],
    )
  ),
  ...beside.map(([name, shape]) =>
    agrees(
      `Broadcasting ${name} beside a convolution's output`,
      [random([2, 3, 5, 4]), random(shape)],
      (x, y) => tf.mul(tf.sub(y, fromConvolution(x)), y),
    )
  ),
  agrees(
    "Two convolutions' outputs, one an image broadcast over the batch,",
    [random([2, 3, 5, 4]), random([1, 3, 5, 4])],
    (x, y) => tf.sub(fromConvolution(x), fromConvolution(y)),
  ),
  agrees(
    "A convolution's output beside its own transpose",
    [random([2, 3, 3, 4])],
    (x) => tf.mul(fromConvolution(x), tf.transpose(fromConvolution(x), [0, 2, 1, 3])),
  ),
];

testKernels("arithmetic", arithmetic, cases);

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
import { elementwise } from "./elementwise.ts";

/** Both signs, whole and half numbers, zeros. */
const special = numbers([3, 5], [-2.5, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2.5, 3, 7, -7, 1e-3, -1e-3]);
const positive = random([3, 5], 0.1, 3);

/** [name, op, input, whether the compiler has the kernels of its gradient] */
type Unary = readonly [string, (x: tf.Tensor2D) => tf.Tensor, typeof special, boolean?];

const unary: readonly Unary[] = [
  ["Abs", tf.abs, special],
  ["Ceil", tf.ceil, special],
  ["Cos", tf.cos, special],
  ["Elu", tf.elu, special, false],
  ["Exp", tf.exp, special],
  ["Floor", tf.floor, special],
  ["Log", tf.log, positive],
  ["Log1p", tf.log1p, positive],
  ["Neg", tf.neg, special],
  ["Reciprocal", tf.reciprocal, positive],
  ["Relu", tf.relu, special],
  ["Relu6", tf.relu6, special],
  ["Round to the even neighbour", tf.round, special],
  ["Rsqrt", tf.rsqrt, positive],
  ["Sigmoid", tf.sigmoid, special],
  ["Sin", tf.sin, special],
  ["Softplus", tf.softplus, special],
  ["Sqrt", tf.sqrt, positive],
  ["Square", tf.square, special],
  ["Tanh", tf.tanh, special],
  ["Step", (x) => tf.step(x), special],
  ["Step with a slope", (x) => tf.step(x, -1), special],
  ["LeakyRelu", (x) => tf.leakyRelu(x, 0.3), special],
  ["ClipByValue", (x) => tf.clipByValue(x, -1, 2), special],
];

const binary: readonly (readonly [string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor])[] = [
  ["Add", tf.add],
  ["Sub", tf.sub],
  ["Multiply", tf.mul],
  ["RealDiv", tf.div],
  ["Maximum", tf.maximum],
  ["Minimum", tf.minimum],
  ["Pow", tf.pow],
  ["SquaredDifference", tf.squaredDifference],
];

const comparisons: typeof binary = [
  ["Equal", tf.equal],
  ["NotEqual", tf.notEqual],
  ["Greater", tf.greater],
  ["GreaterEqual", tf.greaterEqual],
  ["Less", tf.less],
  ["LessEqual", tf.lessEqual],
];

/** Every way in which the axes of two operands can differ. */
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
  ["single elements of equal rank", [1, 1], [1, 1]],
  ["single elements of other ranks", [1], [1, 1, 1]],
  ["a longer rank of ones", [1, 3], [1, 1, 1]],
];

/** Operands that meet a convolution's output, of shape [2, 3, 5, 4]. */
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
  ...unary.map(([name, op, input, gradients]) =>
    agrees(name, [input], op, gradients === false ? { gradients } : {})
  ),
  ...unary.map(([name, op, , gradients]) =>
    agrees(
      `${name} of a single element that has axes`,
      [numbers([1, 1], [0.7])],
      op,
      gradients === false ? { gradients } : {},
    )
  ),
  ...binary.map(([name, op]) => agrees(name, [positive, random([3, 5], 0.2, 2)], op)),
  ...binary.map(([name, op]) =>
    agrees(
      `${name} of a matrix and a row`,
      [positive, random([5], 0.2, 2)],
      op,
      // tfjs's own gradients of these forget to sum over the axes that were broadcast.
      ["Maximum", "Minimum", "SquaredDifference"].includes(name) ? { gradients: false } : {},
    )
  ),
  ...broadcasts.map(([name, a, b]) =>
    agrees(`Broadcasting ${name}`, [random(a), random(b)], (x, y) => tf.sub(x, tf.mul(y, x)))
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
  ...comparisons.map(([name, op]) =>
    agrees(name, [integers([4, 5], 0, 3), integers([5], 0, 3)], op)
  ),
  ...comparisons.map(([name, op]) =>
    agrees(`${name} of floats`, [special, numbers([3, 5], [0, 1, -1, 0.5, -2.5])], op)
  ),
  agrees("LogicalAnd", [booleans([3, 4]), booleans([4])], tf.logicalAnd),
  agrees("LogicalOr", [booleans([3, 4]), booleans([4])], tf.logicalOr),
  agrees("LogicalNot", [booleans([3, 4])], tf.logicalNot),
  agrees("AddN", [random([2, 3]), random([2, 3]), random([2, 3])], (...x) => tf.addN(x)),
  agrees(
    "AddN of tensors in different layouts",
    [random([2, 3, 5, 4]), random([2, 3, 5, 4]), random([2, 3, 5, 4])],
    (a, b, c) => tf.addN([a, fromConvolution(b), c]),
  ),
  agrees(
    "Select",
    [booleans([3, 4]), random([3, 4]), random([3, 4])],
    (where, a, b) => tf.where<tf.Tensor>(where, a, b),
  ),
  agrees(
    "Select with operands of all shapes",
    [booleans([3, 1]), random([4]), random([])],
    (where, a, b) => tf.where<tf.Tensor>(where, a, b),
  ),
  agrees(
    "Select between a convolution's output and zeros",
    [random([2, 3, 5, 4])],
    (x) => tf.where(tf.greater(x, 0.2), fromConvolution(x), tf.zerosLike(x)),
    { gradients: false }, // tfjs has none for Greater
  ),
  agrees("Cast of floats to integers", [special], (x) => tf.cast(x, "int32")),
  agrees("Cast of floats to truth values", [special], (x) => tf.cast(x, "bool")),
  agrees("Cast of integers to floats", [integers([4], -9, 9)], (x) => tf.cast(x, "float32")),
  agrees("Cast of truth values to integers", [booleans([9])], (x) => tf.cast(x, "int32")),
  agrees("Cast of truth values to floats", [booleans([9])], (x) => tf.cast(x, "float32")),
  agrees(
    "Arithmetic of integers and floats",
    [integers([3, 4], -9, 9), random([4])],
    (a, b) => tf.mul(tf.add(a, b), a),
  ),
  ...([
    ["Add", tf.add],
    ["Multiply", tf.mul],
    ["Maximum", tf.maximum],
    ["Abs", (a: tf.Tensor) => tf.abs(a)],
    ["Neg", (a: tf.Tensor) => tf.neg(a)],
    ["Square", (a: tf.Tensor) => tf.square(a)],
    ["Relu", (a: tf.Tensor) => tf.relu(a)],
    ["Relu6", (a: tf.Tensor) => tf.relu6(a)],
    ["Step", (a: tf.Tensor) => tf.step(a)],
    ["ClipByValue", (a: tf.Tensor) => tf.clipByValue(a, -2, 3)],
    ["SquaredDifference", tf.squaredDifference],
    ["Select", (a: tf.Tensor, b: tf.Tensor) => tf.where(tf.greater(a, b), a, b)],
  ] as const).map(([name, op]) =>
    agrees(`${name} of integers`, [integers([4, 5], -9, 9), integers([5], -9, 9)], op)
  ),
  agrees(
    "Log1p of numbers much smaller than 1",
    [numbers([4], [1e-8, 3e-6, -1e-8, 1e-4])],
    // What is lost is relative: without the factor nobody would see it.
    (x) => tf.mul(tf.log1p(x), 1e8),
    { gradients: false },
  ),
  agrees(
    "Division by a negative zero",
    [random([3], 1, 2)],
    (x) => [tf.div(x, 0), tf.div(x, -0)],
  ),
  agrees(
    "Exponents and logarithms that leave the numbers",
    [numbers([4], [-1, 0, 100, 1000])],
    (x) => [tf.exp(x), tf.log(x), tf.log1p(tf.exp(x)), tf.log1p(x), tf.sqrt(x)],
  ),
];

testKernels("elementwise", elementwise, cases);

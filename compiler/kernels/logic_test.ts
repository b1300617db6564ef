import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { trace } from "../trace.ts";
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
import { logic } from "./logic.ts";

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const comparisons: readonly (readonly [string, Binary])[] = [
  ["Equal", tf.equal],
  ["NotEqual", tf.notEqual],
  ["Greater", tf.greater],
  ["GreaterEqual", tf.greaterEqual],
  ["Less", tf.less],
  ["LessEqual", tf.lessEqual],
];

const connectives: readonly (readonly [string, Binary])[] = [
  ["LogicalAnd", tf.logicalAnd],
  ["LogicalOr", tf.logicalOr],
  ["LogicalXor", tf.logicalXor],
];

const questions: readonly (readonly [string, (x: tf.Tensor) => tf.Tensor])[] = [
  ["IsNan", tf.isNaN],
  ["IsInf", tf.isInf],
  ["IsFinite", tf.isFinite],
];

const corners = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5];
const half = numbers([3, 5], [-2.5, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2.5, 3, 7, -7, 1e-3, -1e-3]);
const types = ["float32", "int32", "bool"] as const;

const sourceOf = { float32: random([4]), int32: integers([4], -9, 9), bool: booleans([4]) };

const cases: readonly Case[] = [
  ...comparisons.flatMap(([name, op]) => [
    agrees(`${name} of integers`, [integers([4, 5], 0, 3), integers([5], 0, 3)], op),
    agrees(`${name} of floats`, [half, numbers([3, 5], [0, 1, -1, 0.5, -2.5])], op),
    agrees(`${name} of truth values`, [booleans([4, 5]), booleans([5])], op),
    agrees(`${name} of integers and floats`, [integers([4, 5], 0, 3), random([5], 0, 3)], op),
    agrees(
      `${name} where numbers end`,
      [numbers([8, 1], corners), numbers([1, 8], corners)],
      op,
    ),
    agrees(
      `${name} of integers that float32 does not tell apart`,
      [numbers([3], [16777216, 16777217, -16777217], "int32")],
      (x) => op(x, tf.tensor([16777217, 16777216, -16777216], [3], "int32")),
    ),
    agrees(`${name} of nothing`, [random([2, 0]), random([])], op),
    agrees(`${name} of scalars`, [random([]), random([])], op),
    agrees(
      `${name} of a convolution's output and a constant`,
      [random([2, 3, 5, 4])],
      (x) => op(fromConvolution(x), tf.scalar(0.1)),
      { gradients: false }, // tfjs has them for GreaterEqual only
    ),
  ]),
  ...connectives.flatMap(([name, op]) => [
    agrees(name, [booleans([3, 4]), booleans([4])], op),
    agrees(`${name} of scalars and constants`, [booleans([])], (x) => op(x, tf.ones([2], "bool"))),
    agrees(`${name} of nothing`, [booleans([0, 2]), booleans([2])], op),
  ]),
  agrees(
    "LogicalNot",
    [booleans([3, 4]), booleans([]), booleans([0])],
    (...x) => x.map((each) => tf.logicalNot(each)),
  ),

  ...questions.flatMap(([name, op]) => [
    agrees(`${name} of floats`, [numbers([8], corners)], op),
    agrees(
      `${name} of the last of two`,
      [numbers([2], [1, NaN]), numbers([2], [1, Infinity]), numbers([2], [NaN, 1])],
      (...x) => x.map(op),
    ),
    agrees(`${name} of integers`, [integers([3], -9, 9)], op),
    agrees(`${name} of truth values`, [booleans([3])], op),
    agrees(`${name} of nothing`, [random([0])], op),
    agrees(
      `${name} of a convolution's output`,
      [random([2, 3, 5, 4])],
      (x) => op(tf.log(fromConvolution(x))),
    ),
  ]),

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
    "Select of scalars and of nothing",
    [booleans([]), random([]), random([0])],
    (where, a, b) => [tf.where<tf.Tensor>(where, a, 2), tf.where<tf.Tensor>(where, b, 2)],
  ),
  agrees(
    "Select between a convolution's output and zeros",
    [random([2, 3, 5, 4])],
    (x) => tf.where(tf.greater(x, 0.2), fromConvolution(x), tf.zerosLike(x)),
    { gradients: false }, // tfjs has none for Greater
  ),
  ...types.flatMap((a) =>
    types.map((b) =>
      agrees(
        `Select between ${a} and ${b}`,
        [booleans([4]), sourceOf[a], sourceOf[b]],
        (where, a, b) => tf.where<tf.Tensor>(where, a, b),
        { gradients: false }, // tfjs's own have the type of the result
      )
    )
  ),
  agrees(
    "Select between constants, with NaN",
    [booleans([5])],
    (where) => tf.where(where, tf.fill([5], NaN), tf.fill([5], 1)),
  ),

  ...types.flatMap((from) =>
    types.map((to) => agrees(`Cast of ${from} to ${to}`, [sourceOf[from]], (x) => tf.cast(x, to)))
  ),
  agrees("Cast of halves to integers", [half], (x) => tf.cast(x, "int32")),
  agrees(
    "Cast of non-finite and too large numbers to other types",
    [numbers([9], [NaN, Infinity, -Infinity, 3e9, -3e9, 2 ** 31, -(2 ** 31) - 256, 1e20, 1e10])],
    (x) => [tf.cast(x, "int32"), tf.cast(x, "bool")],
  ),
  agrees(
    "Cast of a constant that needs no node",
    [random([2, 3])],
    (x) => [
      tf.mul(x, tf.cast(tf.fill([2, 3], -2.7), "int32")),
      tf.add(x, tf.cast(tf.fill([2, 3], 0.3), "bool")),
    ],
  ),
];

testKernels("logic", logic, cases);

Deno.test("Select refuses a condition whose shape is not that of its operands", () => {
  const select = (condition: tf.Tensor, x: tf.Tensor) =>
    tf.engine().runKernel("Select", { condition, t: x, e: x }) as tf.Tensor;
  assert.throws(
    () =>
      trace(({ condition, x }) => ({ y: select(condition!, x!) }), {
        condition: { shape: [2], dtype: "bool" },
        x: { shape: [2, 2], dtype: "float32" },
      }),
    /Cannot compile Select with operands of shapes \[2\], \[2,2\], \[2,2\]/,
  );
});

Deno.test("Cast refuses types that ONNX graphs here do not have", () => {
  assert.throws(
    () =>
      trace(({ x }) => ({ y: tf.cast(x!, "complex64") }), { x: { shape: [2], dtype: "float32" } }),
    /Cannot compile Cast to complex64/,
  );
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import {
  agrees,
  booleans,
  type Case,
  integers,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { inEveryLayout } from "../testing/layouts.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { slicing } from "./slice.ts";

type Strided = readonly [
  begin: number[],
  end: number[],
  strides?: number[],
  ...masks: number[],
];

/**
 * Rows of tfjs-core's strided_slice_test.js, and others. The masks are those of begin, end,
 * ellipsis, new axes and shrunk axes.
 */
const strided: Readonly<Record<string, { shape: number[]; rows: readonly Strided[] }>> = {
  "a vector": {
    shape: [10],
    rows: [
      [[0], [3], [2]],
      [[10], [3], [2]],
      [[-3], [10], [1]],
      [[0], [-2], [1]],
      [[0], [7], [1]],
      [[2], [3], [1], 1],
      [[-2], [-5], [-1], 1],
      [[-2], [-5], [-1]],
      [[2], [-5], [-1]],
      [[2], [5], [-1], 1, 2],
      [[2], [3], [1], 0, 1],
      [[2], [3], [1], 0, 0, 0, 0, 1],
      [[-1], [-4], [-1], 0, 0, 0, 0],
      [[-1], [-4], [-2]],
      [[9], [0], [-3], 0, 1],
      [[3], [0], [2]],
      [[-1], [0], [1], 0, 0, 0, 0, 1],
    ],
  },
  "a matrix": {
    shape: [2, 3],
    rows: [
      [[0, 0], [2, 3], [1, 1]],
      [[1, 0], [2, 2], [1, 1]],
      [[0, 0], [2, 3], [2, 2]],
      [[1, -1], [2, -4], [2, -1]],
      [[1, 0], [2, 2], [1, 1], 1],
      [[1, 0], [2, 2], [1, 1], 0, 1],
      [[0, 0], [2, 2], [1, 1], 0, 0, 0, 0, 1],
      [[1, -2], [2, -4], [1, -1], 1, 2],
      [[1, -2], [2, -3], [1, -1], 0, 2],
      [[0, 0], [1, 1], [1, 1], 0, 0, 0, 1],
      [[0, 0], [2, 2], [1, 1], 0, 0, 0, 2],
    ],
  },
  "three axes": {
    shape: [2, 3, 2],
    rows: [
      [[0, 0, 0], [2, 3, 2], [1, 1, 1]],
      [[-1, -1, -1], [-3, -4, -3], [-1, -1, -1]],
      [[0, 0, 0], [2, 3, 2], [2, 2, 2]],
      [[0, 0, 0], [2, 3, 2], [1, 1, 1], 0, 0, 0, 0, 1],
      [[1, 0], [2, 3], [1, 1]],
      [[0], [1], [1], 0, 0, 1],
      [[0, 1], [1, 2], [1, 1], 0, 0, 1],
      [[0, 1], [1, 2], [1, 1], 0, 0, 2],
      [[1, 0], [2, 1], [1, 1], 1, 1, 2],
      [[0, 0, 1], [1, 0, 2], [1, 1, 1], 0, 0, 2, 1],
      [[0, 0, 1], [1, 0, 2], [1, 1, 1], 0, 0, 2, 4],
      [[0, 0, 1], [1, 0, 2], [1, 1, 1], 0, 0, 2, 0, 4],
      [[0, 1, 0, 0], [1, 2, 1, 1], [1, 1, 1, 1], 13, 13, 0, 1],
    ],
  },
  "five axes": {
    shape: [2, 3, 2, 1, 4],
    rows: [
      [[0, 1, 0, 0, 3], [2, 3, 2, 1, 0], [1, 1, -1, 1, -2], 4, 4],
      [[1, 0, 1], [2, 0, 3], [1, 1, 1], 0, 0, 2],
    ],
  },
};

const cases: readonly Case[] = [
  ...inEveryLayout([
    ["Slice", (x) => tf.slice(x, [1, 0, 2, 1], [1, 2, 2, 3])],
    ["Slice to the end", (x) => tf.slice(x, [0, 1], [2, -1])],
    ["Slice of everything", (x) => tf.mul(tf.slice(x, [0, 0, 0, 0], [2, 3, 4, 5]), 2)],
    ["Slice of channels", (x) => tf.slice(x, [0, 0, 0, 1], [2, 3, 4, 3])],
    ["StridedSlice", (x) => tf.stridedSlice(x, [0, 2, 3, 0], [2, 0, 0, 5], [1, -1, -2, 2]), {
      gradients: false,
    }],
    [
      "StridedSlice with a new axis and one less",
      (x) => tf.stridedSlice(x, [0, 1, 1], [0, 0, 3], [1, 1, 1], 1, 1, 0, 1, 2),
      { gradients: false },
    ],
    ["Reverse", (x) => tf.reverse(x)],
    ["Reverse of height and channels", (x) => tf.reverse(x, [1, -1])],
    ["Reverse along no axis", (x) => tf.mul(tf.reverse(x, []), 2)],
    ["FlipLeftRight", (x) => tf.image.flipLeftRight(x), { gradients: false }],
  ]),

  agrees("Slice of a vector", [random([7])], (x) => tf.slice(x, 2, 3)),
  agrees("Slice with one begin for many axes", [random([3, 4])], (x) => tf.slice(x, 1)),
  agrees(
    "Slice with a begin and a size for the first axis",
    [random([4, 2])],
    (x) => tf.slice(x, [1], [2]),
  ),
  agrees(
    "Slice of six axes",
    [random([2, 2, 3, 1, 2, 3])],
    (x) => tf.slice(x, [0, 1, 1, 0, 0, 2], [-1, 1, 2, 1, 2, 1]),
  ),
  agrees(
    "Slice and Reverse of integers and truth values",
    [integers([3, 4], -9, 9), booleans([3, 4])],
    (x, y) => [
      tf.slice(x, [0, 1], [2, 2]),
      tf.slice(y, [0, 1], [2, 2]),
      tf.reverse(x, 1),
      tf.reverse(y, 0),
      tf.stridedSlice(y, [2, 3], [0, 0], [-1, -2]),
    ],
  ),
  agrees("Slice of no elements", [random([3, 4]), random([0, 2])], (x, empty) => [
    tf.slice(x, [3, 0], [0, 4]),
    tf.slice(x, [1, 1], [2, 0]),
    tf.slice(empty, [0, 1], [0, 1]),
    tf.reverse(empty),
  ]),
  agrees("Reverse of a scalar", [random([])], (x) => tf.add(tf.reverse(x), 1)),
  agrees(
    "Reverse keeps NaN and infinities",
    [numbers([4], [NaN, 1, Infinity, -0])],
    (x) => tf.reverse(x),
    { gradients: false },
  ),
  ...Object.entries(strided).map(([what, { shape, rows }]) =>
    agrees(
      `StridedSlice of ${what}`,
      [random(shape)],
      (x) =>
        rows.map(([begin, end, strides, ...masks]) =>
          tf.stridedSlice(x, begin, end, strides, ...masks)
        ),
    )
  ),
];

testKernels("slice", slicing, cases);

Deno.test("slice: steps and a removed axis, which tfjs computes wrong, are refused", () => {
  const sliceSpatial = (x: tf.Tensor) => tf.stridedSlice(x, [1, 0], [2, 4], [1, 2], 0, 0, 0, 0, 1);
  assert.throws(
    () => trace(({ x }) => ({ y: sliceSpatial(x!) }), { x: { shape: [3, 4], dtype: "float32" } }),
    (error: unknown) => error instanceof WeftError && /shrinkAxisMask/.test(error.message),
  );
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { exportOnnx } from "../export.ts";
import {
  agrees,
  booleans,
  type Case,
  fromConvolution,
  integers,
  numbers,
  random,
  runModel,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { scans } from "./scan.ts";

type Scan = (x: tf.Tensor, axis?: number, exclusive?: boolean, reverse?: boolean) => tf.Tensor;

const operations: readonly (readonly [string, Scan])[] = [
  ["Cumsum", tf.cumsum],
  ["Cumprod", tf.cumprod],
];

const flags = [[false, false], [true, false], [false, true], [true, true]] as const;

const cases: readonly Case[] = [
  ...operations.flatMap(([name, op]) => [
    ...flags.flatMap(([exclusive, reverse]) =>
      [0, 1, 2].map((axis) =>
        agrees(
          `${name} along axis ${axis}${exclusive ? ", exclusive" : ""}${
            reverse ? ", reverse" : ""
          }`,
          [random([2, 3, 4], 0.5, 1.5)],
          (x) => op(x, axis, exclusive, reverse),
          // tfjs has no gradient of Cumprod, and its gradient of Cumsum is transposed wrongly
          // unless the axis is the last.
          name === "Cumsum" && axis === 2 ? {} : { gradients: false },
        )
      )
    ),
    agrees(
      `${name} along every axis of a convolution's output`,
      [random([2, 3, 2, 4], 0.5, 1.5)],
      (x) => [0, 1, 2, 3].map((axis) => op(fromConvolution(x), axis, axis > 1, axis === 2)),
    ),
    agrees(`${name} of a vector`, [random([9], 0.5, 1.5)], (x) => op(x), { gradients: false }),
    agrees(
      `${name} of integers and truth values`,
      [integers([2, 5], -4, 5), booleans([2, 5])],
      (...x) => x.flatMap((each) => [op(each, 1), op(each, 0, true)]),
    ),
    agrees(
      `${name} of nothing`,
      [random([0]), random([2, 0]), random([0, 2])],
      (...x) => x.map((each) => op(each)),
    ),
    agrees(
      `${name} where numbers end`,
      [numbers([2, 4], [1, NaN, 2, 3, Infinity, 0, 1, -Infinity])],
      (x) => [op(x, 1), op(x, 1, true, true)],
    ),
    agrees(
      `${name} of a constant`,
      [random([2, 3])],
      (x) => tf.mul(x, op(tf.fill([2, 3], 1.5), 1)),
    ),
  ]),
  agrees(
    "Cumprod whose factors cancel from the start, but not between themselves",
    [numbers([4], [1e-30, 1e30, 1e30, 1e-30])],
    (x) => tf.cumprod(x),
    { gradients: false },
  ),
  agrees(
    "Two products in one graph",
    [random([2, 3], 0.5, 1.5)],
    (x) => [tf.cumprod(x, 1), tf.cumprod(tf.add(x, 1), 1), tf.cumprod(x, 0)],
  ),
];

testKernels("scan", scans, cases);

Deno.test("cumulative sums and products export with a symbolic batch", async () => {
  const run = (x: tf.Tensor) => ({ sum: tf.cumsum(x, 1), product: tf.cumprod(x, 1, true, true) });
  const bytes = exportOnnx({
    fn: ({ x }) => run(x!),
    inputs: { x: { shape: [null, 3], dtype: "float32" } },
  });
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const { sum, product } = await runModel(bytes, { x: { shape: [2, 3], dtype: "float32", data } });
  assert.deepEqual([...sum!.data], [1, 3, 6, 4, 9, 15]);
  assert.deepEqual([...product!.data], [6, 3, 1, 30, 6, 1]);
});

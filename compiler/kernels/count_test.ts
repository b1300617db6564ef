import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { targets } from "../targets.ts";
import {
  agrees,
  type Case,
  integers,
  numbers,
  onOnnxRuntime,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { counting } from "./count.ts";

const none = () => tf.tensor1d([]);

const cases: readonly Case[] = [
  agrees("Bincount without weights", [integers([20], 0, 9)], (x) => tf.bincount(x, none(), 6)),
  agrees(
    "Bincount with weights",
    [integers([20], 0, 9), random([20]), integers([20], -5, 5)],
    (x, real, whole) => [tf.bincount(x, real, 6), tf.bincount(x, whole, 12)],
  ),
  agrees(
    "Bincount of nothing, and into nothing",
    [numbers([0], [], "int32"), integers([3], 0, 4)],
    (empty, x) => [tf.bincount(empty, none(), 3), tf.bincount(x, none(), 0)],
  ),
  agrees(
    "DenseBincount of a vector",
    [integers([20], 0, 9), random([20])],
    (x, weights) => [
      tf.denseBincount(x, none(), 6),
      tf.denseBincount(x, weights, 6),
      tf.denseBincount(x, none(), 6, true),
    ],
  ),
  agrees(
    "DenseBincount of rows",
    [integers([3, 8], 0, 9), random([3, 8])],
    (x, weights) => [
      tf.denseBincount(x, none() as unknown as tf.Tensor2D, 6),
      tf.denseBincount(x, weights, 6),
      tf.denseBincount(x, weights, 6, true),
      tf.denseBincount(x, tf.tensor1d([], "int32") as unknown as tf.Tensor2D, 12, true),
    ],
  ),
];

testKernels("count", counting, cases);

Deno.test("count: truth values as weights are refused", () => {
  assert.throws(
    () =>
      trace(
        ({ x }) => ({ y: tf.bincount(x as tf.Tensor1D, tf.tensor1d([true, false], "bool"), 3) }),
        { x: { shape: [2], dtype: "int32" } },
      ),
    (error: unknown) => error instanceof WeftError && /truth values/.test(error.message),
  );
});

Deno.test("count: a negative number is an error at run time, as in tfjs", async () => {
  const type = { shape: [3], dtype: "int32" } as const;
  const graph = trace(({ x }) => ({ y: tf.bincount(x as tf.Tensor1D, none(), 3) }), { x: type });
  const run = (data: Int32Array) => onOnnxRuntime(graph, targets.cpu, { x: { ...type, data } });
  await run(Int32Array.of(0, 2, 5));
  await assert.rejects(run(Int32Array.of(0, -1, 2)), /bounds/);
});

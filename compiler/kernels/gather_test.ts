import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { targets } from "../targets.ts";
import {
  agrees,
  booleans,
  type Case,
  fromConvolution,
  integers,
  numbers,
  onOnnxRuntime,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { gathering } from "./gather.ts";

const cases: readonly Case[] = [
  agrees(
    "GatherV2 of rows, twice the same",
    [random([4, 3]), integers([9], 0, 4)],
    (x, indices) => tf.gather(x, indices),
  ),
  ...[0, 1, 2].flatMap((axis) => [
    agrees(
      `GatherV2 along axis ${axis}`,
      [random([3, 4, 5]), integers([6], 0, 3)],
      (x, indices) => tf.gather(x, indices, axis),
    ),
    agrees(
      `GatherV2 along axis ${axis} by a matrix of positions`,
      [random([3, 4, 5]), integers([2, 3], 0, 3)],
      (x, indices) => tf.gather(x, indices, axis),
    ),
    agrees(
      `GatherV2 along axis ${axis} by one position`,
      [random([3, 4, 5]), integers([], 0, 3)],
      (x, index) => tf.gather(x, index, axis),
    ),
  ]),
  agrees(
    "GatherV2 of a vector by one position",
    [random([3]), integers([], 0, 3)],
    (x, index) => tf.gather(x, index),
  ),
  agrees(
    "GatherV2 of a vector by a table",
    [random([5]), integers([2, 2, 2], 0, 5)],
    (x, index) => tf.gather(x, index),
  ),
  ...[0, 1, 2, 3].flatMap((axis) => [
    agrees(
      `GatherV2 of a convolution's output along axis ${axis}`,
      [random([3, 3, 4, 5]), integers([4], 0, 3)],
      (x, indices) => tf.gather(fromConvolution(x), indices, axis),
    ),
    agrees(
      `GatherV2 of a convolution's output along axis ${axis} by a matrix of positions`,
      [random([3, 3, 4, 5]), integers([2, 2], 0, 3)],
      (x, indices) => tf.gather(fromConvolution(x), indices, axis),
    ),
  ]),
  agrees(
    "GatherV2 of integers and truth values",
    [integers([4, 3], -9, 9), booleans([4, 3]), integers([5], 0, 3)],
    (x, y, indices) => [tf.gather(x, indices, 1), tf.gather(y, indices), tf.gather(y, indices, -1)],
  ),
  agrees(
    "GatherV2 keeps non-finite numbers",
    [numbers([3, 2], [NaN, 1, Infinity, 2, -0, 3]), integers([5], 0, 3)],
    (x, indices) => tf.gather(x, indices),
    { gradients: false },
  ),
  agrees(
    "GatherV2 of no elements",
    [random([4, 3]), random([4, 0]), numbers([0], [], "int32"), integers([2], 0, 4)],
    (x, empty, none, some) => [tf.gather(x, none), tf.gather(x, none, 1), tf.gather(empty, some)],
  ),
  agrees(
    "GatherV2 of a large constant",
    [random([3, 80]), integers([3], 0, 100)],
    (x, indices) => tf.mul(x, tf.gather(tf.ones([100, 80]), indices)),
    { gradients: false },
  ),
  agrees(
    "GatherV2 of constants",
    [integers([4], 0, 3)],
    (indices) => tf.gather(tf.tensor2d([[1, 2], [3, 4], [5, 6]]), indices),
  ),
  agrees(
    "GatherV2 with shared axes",
    [random([2, 3, 4]), integers([2, 5], 0, 3), integers([2, 3, 2], 0, 4), integers([2], 0, 3)],
    (x, one, two, each) => [
      tf.gather(x, one as tf.Tensor, 1, 1),
      tf.gather(x, one as tf.Tensor, 2, 1),
      tf.gather(x, two as tf.Tensor, 2, 2),
      tf.gather(x, two as tf.Tensor, 2, 1),
      tf.gather(x, two as tf.Tensor, 2, -1),
      tf.gather(x, two as tf.Tensor, 2, -2),
      tf.gather(x, each as tf.Tensor, 1, 1),
    ],
    { gradients: false },
  ),
  agrees(
    "GatherV2 with a shared axis of a convolution's output",
    [random([2, 3, 4, 5]), integers([2, 2], 0, 3)],
    (x, indices) => tf.gather(fromConvolution(x), indices as tf.Tensor, 3, 1),
    { gradients: false },
  ),
  agrees(
    "GatherV2 with a shared axis, and its gradient",
    [random([4, 2]), integers([4, 1], 0, 2)],
    (x, indices) => tf.gather(x, indices as tf.Tensor, 1, 1),
  ),

  ...([
    [[3, 4], [4, 1]],
    [[3, 4], [5, 2]],
    [[3, 4, 2], [5, 2]],
    [[3, 4, 3], [2, 3, 3]],
    [[3, 4, 2, 1, 3], [2, 2, 2]],
    [[5], [3, 1]],
    [[3, 3, 3, 3], [4]],
  ] as const).map(([shape, indices]) =>
    agrees(
      `GatherNd of [${shape}] by positions [${indices}]`,
      [random(shape), integers(indices, 0, 3)],
      (x, positions) => tf.gatherND(x, positions),
      { gradients: false }, // tfjs has none
    )
  ),
  agrees(
    "GatherNd of a convolution's output",
    [random([2, 3, 4, 5]), integers([6, 3], 0, 2)],
    (x, positions) => tf.gatherND(fromConvolution(x), positions),
    { gradients: false },
  ),
  agrees(
    "GatherNd of integers and truth values",
    [integers([3, 3], -9, 9), booleans([3, 3]), integers([4, 2], 0, 3)],
    (x, y, positions) => [tf.gatherND(x, positions), tf.gatherND(y, positions)],
  ),
  agrees(
    "GatherNd by no positions, and by positions without axes",
    [random([3, 2]), numbers([0, 2], [], "int32"), numbers([3, 0], [], "int32")],
    (x, none, whole) => [tf.gatherND(x, none), tf.gatherND(x, whole)],
  ),
];

testKernels("gather", gathering, cases);

/** Numbers of an axis: more than any number that stands for a position outside. */
const LENGTH = 100;

/** Functions of numbers and a position; tfjs's cpu backend throws when that is -1 or LENGTH. */
const positioned: Readonly<Record<string, (x: tf.Tensor1D, at: tf.Tensor1D) => tf.Tensor>> = {
  "tf.gather": (x, at) => tf.gather(x, at),
  "tf.gather with a shared axis": (x, at) =>
    tf.gather(tf.expandDims(x), tf.expandDims(at) as tf.Tensor1D, 1, 1),
  "tf.gatherND": (x, at) => tf.gatherND(x, tf.expandDims(at, 1)),
  "tf.scatterND": (x, at) => tf.scatterND(tf.expandDims(at, 1), tf.slice(x, 0, 1), [LENGTH]),
  "tf.tensorScatterUpdate": (x, at) =>
    tf.tensorScatterUpdate(x, tf.expandDims(at, 1), tf.slice(x, 0, 1)),
};

for (const [name, fn] of Object.entries(positioned)) {
  Deno.test(`gather: ${name} fails for a position outside, as tfjs does`, async () => {
    const types = {
      x: { shape: [LENGTH], dtype: "float32" },
      at: { shape: [1], dtype: "int32" },
    } as const;
    const graph = trace(({ x, at }) => ({ y: fn(x as tf.Tensor1D, at as tf.Tensor1D) }), types);
    const data = Float32Array.from({ length: LENGTH }, (_, i) => i);
    const run = (position: number) =>
      onOnnxRuntime(graph, targets.cpu, {
        x: { ...types.x, data },
        at: { ...types.at, data: Int32Array.of(position) },
      });
    await run(LENGTH - 1);
    for (const position of [-1, LENGTH]) {
      assert.throws(() => tf.tidy(() => fn(tf.tensor1d(data), tf.tensor1d([position], "int32"))));
      await assert.rejects(run(position), /bounds|invalid ind/);
    }
  });
}

Deno.test("gather: a constant position outside is refused while tracing", () => {
  assert.throws(
    () =>
      trace(({ x }) => ({ y: tf.gather(x!, tf.tensor1d([0, 3], "int32")) }), {
        x: { shape: [3], dtype: "float32" },
      }),
    /position 3 is not in \[0, 2\]/,
  );
});

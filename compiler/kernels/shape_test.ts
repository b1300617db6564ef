import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  agrees,
  booleans,
  type Case,
  type CaseOptions,
  integers,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { inEveryLayout } from "../testing/layouts.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { shape } from "./shape.ts";

/**
 * Calls of kernels by name, for kernels that no exported op of tfjs calls on its cpu backend.
 */
function runKernel(name: string, inputs: Record<string, tf.Tensor>, attributes = {}): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes);
}

const values: CaseOptions = { gradients: false };

const cases: readonly Case[] = [
  ...inEveryLayout([
    ["Reshape to a matrix", (x) => tf.reshape(x, [2, 60])],
    ["Reshape with an inferred length", (x) => tf.reshape(x, [-1, 5])],
    ["Reshape there and back", (x) => tf.reshape(tf.reshape(x, [120]), [2, 3, 4, 5])],
    ["Reshape that splits an axis", (x) => tf.reshape(x, [2, 3, 2, 2, 5])],
    ["Reshape and Transpose", (x) => tf.transpose(tf.reshape(x, [6, 20]))],
    ["Squeeze of a slice", (x) => tf.squeeze(tf.slice(x, [0, 1, 0, 0], [-1, 1, -1, -1]))],
    ["ExpandDims in front", (x) => tf.expandDims(x, 0)],
    ["ExpandDims in the middle", (x) => tf.expandDims(x, 2)],
    ["ExpandDims in front of the channels", (x) => tf.expandDims(x, -2)],
    ["ExpandDims at the end", (x) => tf.expandDims(x, -1)],
    ["ExpandDims and a sum", (x) => tf.sum(tf.expandDims(x, 1), 2)],
    ["Transpose of two axes", (x) => tf.transpose(x, [0, 2, 1, 3])],
    ["Transpose of all axes", (x) => tf.transpose(x)],
    ["Transpose in a cycle", (x) => tf.transpose(x, [3, 0, 1, 2])],
    ["Transpose twice", (x) => tf.transpose(tf.transpose(x, [1, 2, 3, 0]), [2, 0, 3, 1])],
    ["Tile", (x) => tf.tile(x, [2, 1, 3, 2])],
    ["Tile once", (x) => tf.mul(tf.tile(x, [1, 1, 1, 1]), 2)],
    ["broadcastTo", (x) => tf.broadcastTo(tf.slice(x, [0, 0, 0, 0], [2, 1, 4, 1]), [2, 3, 4, 5])],
    ["Flatten and add", (x) => tf.add(tf.reshape(x, [2, 60]), tf.reshape(x, [2, 60]))],
  ]),

  agrees("Reshape of one element", [random([1, 1])], (x) => tf.reshape(x, [])),
  agrees("Reshape of a scalar", [random([])], (x) => tf.reshape(x, [1, 1, 1])),
  agrees("ExpandDims of a scalar", [random([])], (x) => tf.expandDims(x)),
  agrees("Tile of a scalar", [random([])], (x) => tf.add(tf.tile(x, []), 1), values),
  agrees("Transpose of a scalar", [random([])], (x) => tf.add(tf.transpose(x), 1)),
  agrees(
    "Reshape, ExpandDims, Transpose and Tile of integers",
    [integers([2, 3], -9, 9)],
    (x) => [tf.reshape(x, [6]), tf.expandDims(x, 1), tf.transpose(x), tf.tile(x, [2, 3])],
  ),
  agrees(
    "Reshape, ExpandDims, Transpose and Tile of truth values",
    [booleans([2, 3])],
    (x) => [tf.reshape(x, [6]), tf.expandDims(x, 1), tf.transpose(x), tf.tile(x, [2, 3])],
  ),
  agrees(
    "Reshape, ExpandDims, Transpose and Tile of six axes",
    [random([2, 1, 3, 2, 1, 2])],
    (x) => [
      tf.reshape(x, [3, 2, 2, 1, 2, 1]),
      tf.expandDims(tf.reshape(x, [2, 3, 2, 1, 2]), 3),
      tf.transpose(x, [5, 2, 0, 4, 1, 3]),
      tf.tile(x, [1, 2, 1, 1, 3, 2]),
    ],
  ),
  agrees(
    "Transpose of five axes",
    [random([2, 3, 1, 4, 2])],
    (x) => tf.transpose(x, [4, 2, 0, 3, 1]),
  ),
  agrees(
    "broadcastTo of more axes, of five and of none",
    [random([3, 1]), random([1, 2, 1, 1, 2]), random([])],
    (a, b, c) => [
      tf.broadcastTo(a, [2, 3, 4]),
      tf.broadcastTo(b, [2, 2, 3, 1, 2]),
      tf.broadcastTo(c, [2, 2]),
    ],
  ),
  agrees(
    "BroadcastTo",
    [random([3, 1, 2])],
    // tf.broadcastTo calls Tile.
    (x) =>
      tf.getBackend() === "cpu"
        ? tf.broadcastTo(x, [2, 3, 4, 2])
        : runKernel("BroadcastTo", { x }, { shape: [2, 3, 4, 2] }),
    values,
  ),
  ...([
    [[1, 1], [1, 1]],
    [[1, 1], [4, 2]],
    [[1, 6], [3, 1]],
    [[1, 6], [3, 1, 1, 1]],
    [[1, 6, -1], [3, 1, 1, 1]],
    [[2, 3, 4], [4]],
  ] as const).map(([a, b]) =>
    agrees(
      `BroadcastArgs of [${a}] and [${b}]`,
      [numbers([a.length], a, "int32"), numbers([b.length], b, "int32")],
      (s0, s1) => runKernel("BroadcastArgs", { s0, s1 }),
    )
  ),

  agrees(
    "Tensors without elements, in and out",
    [random([0, 3]), random([2, 3])],
    (empty, x) => [
      tf.reshape(empty, [3, 0]),
      tf.transpose(empty),
      tf.expandDims(empty, 1),
      tf.tile(empty, [2, 2]),
      tf.tile(x, [0, 1]),
      tf.add(tf.reshape(empty, [0]), 1),
    ],
  ),
  agrees("Constants too large to fold", [random([])], (x) => {
    const ones = tf.transpose(tf.slice(tf.ones([100, 80]), [0, 0], [100, 70]));
    return tf.mul(x, tf.expandDims(tf.pad(tf.tile(ones, [1, 2]), [[1, 0], [0, 1]]), 1));
  }, values),
];

testKernels("shape", shape, cases);

Deno.test("shape: an axis that expandDims() cannot make is refused", () => {
  const expanded = (axis: number) =>
    trace(({ x }) => ({ y: tf.expandDims(x!, axis) }), { x: { shape: [2, 3], dtype: "float32" } })
      .outputs[0]!.value.shape;
  assert.deepEqual([-3, -1, 0, 2].map(expanded), [[1, 2, 3], [2, 3, 1], [1, 2, 3], [2, 3, 1]]);
  assert.throws(() => expanded(-4), /tf\.expandDims: no axis -4 in \[2,3\]/);
});

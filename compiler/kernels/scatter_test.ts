import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { createSession } from "../../runtime/session.ts";
import { lower, withConstantState } from "../lower.ts";
import { optimize } from "../passes/mod.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { makeModel } from "../../onnx/make.ts";
import { opsetsOf, targets } from "../targets.ts";
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
import { trace } from "../trace.ts";
import { scattering } from "./scatter.ts";

/** tf.sparseToDense with a scalar for its default. */
const dense = (
  indices: tf.Tensor,
  values: tf.Tensor,
  shape: number[],
  defaultValue?: tf.Tensor,
): tf.Tensor =>
  tf.sparseToDense(indices, values, shape as [number], defaultValue as tf.Scalar | undefined);

const cases: readonly Case[] = [
  ...([
    [[4, 1], [4], [8]],
    [[3, 1], [3, 4, 2], [5, 4, 2]],
    [[4, 2], [4], [3, 3]],
    [[4, 2], [4, 2], [3, 3, 2]],
    [[2, 3, 2], [2, 3], [3, 3]],
    [[2, 3, 2], [2, 3, 2, 1], [3, 3, 2, 1]],
    [[3, 5], [3], [3, 3, 3, 3, 3]],
    [[1], [1], [4]],
  ] as const).flatMap(([indices, updates, shape]) => [
    agrees(
      `ScatterNd of [${updates}] into [${shape}]`,
      [integers(indices, 0, 3), random(updates)],
      (positions, x) => tf.scatterND(positions, x, [...shape]),
      { gradients: false },
    ),
    agrees(
      `TensorScatterUpdate of [${updates}] into [${shape}]`,
      [random(shape), integers(indices, 0, 3), random(updates)],
      (base, positions, x) => tf.tensorScatterUpdate(base.clone(), positions, x),
      { gradients: false },
    ),
  ]),
  agrees(
    "ScatterNd adds in order what goes to the same place",
    [numbers([200, 1], [0, 1, 1, 4, 0, 3, 3], "int32"), random([200, 3])],
    (positions, x) => tf.scatterND(positions, x, [5, 3]),
    { gradients: false },
  ),
  agrees(
    "TensorScatterUpdate keeps the last of what goes to the same place",
    [random([3, 2]), numbers([50, 1], [0, 1, 1], "int32"), random([50, 2])],
    // tfjs's cpu backend writes into its input.
    (base, positions, x) => tf.tensorScatterUpdate(tf.add(base, 0), positions, x),
    { gradients: false },
  ),
  agrees(
    "Scatter of integers and truth values",
    [integers([4, 2], 0, 3), integers([4], -9, 9), booleans([4])],
    (positions, x, y) => [
      tf.scatterND(positions, x, [3, 3]),
      tf.tensorScatterUpdate(tf.fill([3, 3], 7, "int32"), positions, x),
      tf.tensorScatterUpdate(tf.fill([3, 3], 1, "bool"), positions, y),
      dense(positions, x, [3, 3], tf.scalar(5, "int32")),
      dense(positions, y, [3, 3], tf.scalar(true, "bool")),
    ],
  ),
  agrees(
    "Scatter of nothing",
    [numbers([0, 1], [], "int32"), random([0, 2]), random([3, 2]), random([0])],
    (positions, x, base, values) => [
      tf.scatterND(positions, x, [3, 2]),
      tf.add(tf.tensorScatterUpdate(tf.add(base, 0), positions, x), 1),
      dense(positions, values, [3], tf.scalar(4)),
      tf.scatterND(positions, x, [0, 2]),
    ],
  ),

  agrees(
    "SparseToDense of a vector",
    [numbers([3], [4, 0, 2], "int32"), random([3])],
    (i, x) => dense(i, x, [6]),
    { gradients: false },
  ),
  agrees(
    "SparseToDense of one position",
    [integers([], 0, 3), random([1])],
    (i, x) => dense(i, x, [4]),
    { gradients: false },
  ),
  agrees(
    "SparseToDense of one value in many places, with a default that is computed",
    [numbers([3], [4, 0, 2], "int32"), random([]), random([])],
    (i, x, rest) => dense(i, x, [6], rest),
    { gradients: false },
  ),
  agrees(
    "SparseToDense of a matrix",
    [numbers([3, 2], [0, 1, 2, 1, 1, 0], "int32"), random([3])],
    (i, x) => dense(i, x, [3, 2], tf.scalar(-1)),
    { gradients: false },
  ),

  ...([[[4]], [[6, 2]], [[9, 2, 3]], [[5, 1, 2, 2]]] as const).map(([shape]) =>
    agrees(
      `UnsortedSegmentSum of [${shape}]`,
      [random(shape), integers([shape[0]], 0, 4)],
      (x, ids) => tf.unsortedSegmentSum(x, ids, 4),
    )
  ),
  agrees(
    "UnsortedSegmentSum ignores segments that do not exist",
    [random([9, 2]), integers([9], -2, 6)],
    (x, ids) => tf.unsortedSegmentSum(x, ids, 4),
    { gradients: false }, // tfjs's looks up the segments that are too large
  ),
  agrees(
    "UnsortedSegmentSum ignores negative segments, in its gradient too",
    [random([9, 2]), integers([9], -2, 4)],
    (x, ids) => tf.unsortedSegmentSum(x, ids, 4),
  ),
  agrees(
    "UnsortedSegmentSum of a convolution's output",
    [random([4, 2, 3, 5]), integers([4], 0, 3)],
    (x, ids) => tf.unsortedSegmentSum(fromConvolution(x), ids, 3),
  ),
  agrees(
    "UnsortedSegmentSum of integers, of truth values and of nothing",
    [
      integers([6, 2], -9, 9),
      booleans([6]),
      integers([6], 0, 3),
      random([0, 2]),
      integers([0], 0, 1),
    ],
    (x, y, ids, empty, none) => [
      tf.unsortedSegmentSum(x, ids, 3),
      tf.unsortedSegmentSum(y, ids, 3),
      tf.unsortedSegmentSum(empty, none, 3),
    ],
  ),
];

testKernels("scatter", scattering, cases);

Deno.test("scatter: sums of many rows by many threads are always the same bytes", async () => {
  const [rows, width, segments] = [20_000, 32, 50];
  const graph = trace(
    ({ x, ids }) => ({ y: tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, segments) }),
    { x: { shape: [rows, width], dtype: "float32" }, ids: { shape: [rows], dtype: "int32" } },
  );
  optimize(graph);
  const onnx = withConstantState("test", lower(graph, targets.cpu));
  const bytes = encodeModel(makeModel({ graph: onnx, opsets: opsetsOf(targets.cpu) }));
  const session = await createSession(bytes, { backend: "cpu", threads: 4 });
  try {
    const x = Float32Array.from({ length: rows * width }, (_, i) => Math.fround(1 / (i + 1)));
    const ids = Int32Array.from({ length: rows }, (_, i) => (i * i) % segments);
    const expected = new Float32Array(segments * width);
    x.forEach((value, i) => expected[ids[Math.floor(i / width)]! * width + i % width]! += value);
    for (let run = 0; run < 5; run++) {
      const { y } = await session.ort.run({
        x: new session.Tensor("float32", x, [rows, width]),
        ids: new session.Tensor("int32", ids, [rows]),
      });
      assert.deepEqual(y!.data, expected, "added one after the other, in order");
    }
  } finally {
    await session.close();
  }
});

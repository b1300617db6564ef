import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compileModel, type Exportable } from "../mod.ts";
import { decodeModel } from "../../onnx/encode.ts";
import { makeGraph, makeNode, makeTensor } from "../../onnx/make.ts";
import { indexRanges } from "./index_ranges.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const ranges = (model: Exportable) =>
  Object.fromEntries(indexRanges(decodeModel(compileModel(model).encode()).graph!));

const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]) =>
  layer.apply(x.length === 1 ? x[0]! : x) as tf.SymbolicTensor;

/** An embedding of some rows inside a model, which is inside another one. */
function nested(rows: number, dtype: "float32" | "int32"): tf.LayersModel {
  const input = () => tf.input({ shape: [5], dtype });
  const wrap = (layer: tf.layers.Layer) => {
    const x = input();
    return tf.model({ inputs: x, outputs: apply(layer, x) });
  };
  const args = { inputDim: rows, outputDim: 4, maskZero: true };
  return wrap(wrap(tf.layers.embedding(args)) as unknown as tf.layers.Layer);
}

Deno.test("the rows of an embedding in nested models bound the input that is read there", () => {
  for (const dtype of ["float32", "int32"] as const) {
    const words = tf.input({ shape: [5], name: "words", dtype });
    const other = tf.input({ shape: [5, 4], name: "other" });
    const sum = apply(
      tf.layers.add(),
      apply(nested(7, dtype) as unknown as tf.layers.Layer, words),
      other,
    );
    assert.deepEqual(ranges(tf.model({ inputs: [words, other], outputs: sum })), { words: 7 });
  }
});

Deno.test("the smallest of several tables counts, also behind slices and joins", () => {
  const [small, large] = [tf.variable(tf.ones([3, 2])), tf.variable(tf.ones([9, 2]))];
  const found = ranges({
    fn: ({ a, b, c }) => {
      const ids = tf.concat([tf.slice(a!, [0], [2]), tf.clipByValue(b!, 0, 100)]);
      return {
        y: tf.add(tf.gather(small, tf.cast(ids, "int32")), tf.gather(large, tf.cast(c!, "int32"))),
      };
    },
    inputs: {
      a: { shape: [4], dtype: "int32" },
      b: { shape: [2], dtype: "float32" },
      c: { shape: [4], dtype: "int32" },
    },
  });
  assert.deepEqual(found, { a: 3, b: 3, c: 9 });
});

Deno.test("inputs that are no positions have no bound", () => {
  const x = tf.input({ shape: [3], name: "x" });
  assert.deepEqual(
    ranges(tf.model({ inputs: x, outputs: apply(tf.layers.dense({ units: 2 }), x) })),
    {},
  );
});

/** The bound of x where a node of this operator is in front of a table of seven rows. */
function boundBehind(op: string, inputs: readonly string[], axis = 0): number | undefined {
  const graph = makeGraph({
    name: "table",
    nodes: [
      makeNode(op, inputs, ["positions"]),
      makeNode("Gather", ["rows", "positions"], ["y"], axis === 0 ? {} : { axis: { i: axis } }),
    ],
    initializers: [makeTensor("rows", "float32", [7, 2], new Float32Array(14))],
    inputs: [{ name: "x", type: "int64", shape: [3] }, { name: "z", type: "int64", shape: [3] }],
    outputs: [{ name: "y", type: "float32", shape: [3, 2] }],
  });
  return indexRanges(graph).get("x");
}

Deno.test("positions pass operators that round, bound or move their first input, and no others", () => {
  const passing = ["Floor", "Ceil", "Round", "Clip", "Min", "Max", "Identity", "Cast", "Reshape"];
  passing.push("Squeeze", "Unsqueeze", "Flatten", "Transpose", "Slice", "Expand", "Tile", "Split");
  passing.push("Pad", "Gather");
  for (const op of passing) {
    assert.equal(boundBehind(op, ["x", "z"]), 7, op);
    assert.equal(boundBehind(op, ["z", "x"]), undefined, op);
  }
  for (const op of ["Add", "Mul", "Neg", "Abs"]) {
    assert.equal(boundBehind(op, ["x", "z"]), undefined);
  }
  assert.equal(boundBehind("Concat", ["z", "x"]), 7);
  assert.equal(boundBehind("Where", ["z", "z", "x"]), 7);
  assert.equal(boundBehind("Where", ["x", "z", "z"]), undefined, "a condition is no position");
});

Deno.test("the axis of a table is counted, also from the end", () => {
  assert.deepEqual([0, 1, -1, -2].map((axis) => boundBehind("Cast", ["x"], axis)), [7, 2, 2, 7]);
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compileModel, type Exportable } from "../mod.ts";
import { decodeModel } from "../../onnx/encode.ts";
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

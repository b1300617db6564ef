import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { type ModelNumbers, rowsOf, tablesOf } from "./fit_data.ts";

const table = (given: unknown, shape: (number | null)[] = [null, 2]) =>
  tablesOf("Cannot fit", given as ModelNumbers, ["x"], [shape])[0]!;

Deno.test("typed arrays are not copied, only the rows of a batch", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const read = table({ data, shape: [3, 2] });
  assert.equal(read.data, data);
  assert.deepEqual([...rowsOf(read, Uint32Array.of(2, 0))], [5, 6, 1, 2]);
  const bytes = Uint8Array.of(1, 2);
  assert.equal(table({ data: bytes, shape: [1, 2] }).data, bytes);
});

Deno.test("a single number a row is a column", () => {
  const { rows, shape } = table({ data: new Int32Array(3), shape: [3] }, [null, 1]);
  assert.deepEqual([rows, shape], [3, [1]]);
});

Deno.test("bytes have a scale, other numbers have none", () => {
  assert.equal(table({ data: new Uint8Array(2), shape: [1, 2], scale: 0.5 }).scale, 0.5);
  assert.equal(table({ data: new Uint8Array(2), shape: [1, 2] }).scale, 1);
  assert.equal(table({ data: new Int32Array(2), shape: [1, 2] }).scale, undefined);
  const truths = tf.tensor2d([[true, false]]);
  assert.deepEqual([table(truths).dtype, table(truths).scale], ["bool", undefined]);
  truths.dispose();
});

Deno.test("a tensor that was cast to floats has floats, and one of floats is not copied", () => {
  const floats = tf.tensor2d([[1, 2]]), whole = tf.tensor2d([[3, 4]], [1, 2], "int32");
  const cast = tf.cast(whole, "float32");
  assert.deepEqual([table(cast).dtype, table(cast).data], ["float32", Float32Array.of(3, 4)]);
  assert.equal(table(floats).data, floats.dataSync());
  assert.equal(table(whole).data, whole.dataSync());
  tf.dispose([floats, whole, cast]);
});

Deno.test("numbers of another type, without a shape or of none are refused", () => {
  const text = tf.tensor2d([["a", "b"]]);
  assert.throws(() => table(text), /x expects numbers, got a tensor of type string/);
  text.dispose();
  assert.throws(() => table({ data: new Float64Array(2), shape: [1, 2] }), /got Float64Array/);
  assert.throws(() => table({ data: new Float32Array(2) }), /got an array without a shape/);
  assert.throws(() => table(new Float32Array(2)), /x expects numbers, got Float32Array/);
  for (const nothing of [undefined, null, 3, "x"]) {
    assert.throws(() => table(nothing), /Cannot fit: expected numbers for x, got/);
  }
  assert.throws(() => table([null]), /got none for x/);
});

Deno.test("a number that is not finite is named by its row", () => {
  const data = Float32Array.of(1, 2, 3, NaN);
  assert.throws(() => table({ data, shape: [2, 2] }), /row 1 of x has a NaN/);
});

import assert from "node:assert/strict";
import { weightTables } from "./class_weights.ts";
import type { Table } from "./fit_data.ts";

const target = (name: string, shape: readonly number[], data: readonly number[]): Table => ({
  name,
  rows: data.length / shape.reduce((a, b) => a * b, 1),
  shape,
  dtype: "float32",
  data: Float32Array.from(data),
  scale: undefined,
});

const numbers = target("a", [1], [0, 1, 1]);
const oneHot = target("b", [2], [0, 1, 1, 0, 0, 1]);
const weightsOf = (...args: Parameters<typeof weightTables>) =>
  weightTables(...args).map((table) => table && [...table.data]);

Deno.test("each row has the weight of its class, a number or one-hot", () => {
  assert.deepEqual(weightsOf({ 0: 2, 1: 3 }, [numbers]), [[2, 3, 3]]);
  assert.deepEqual(weightsOf([{ 0: 2, 1: 3 }], [oneHot]), [[3, 2, 3]]);
  assert.deepEqual(weightsOf({ b: { 0: 2, 1: 3 } }, [oneHot]), [[3, 2, 3]]);
  assert.deepEqual(weightsOf(undefined, [numbers, oneHot]), [undefined, undefined]);
});

Deno.test("with several outputs, one of them can have weights", () => {
  const weights = { 0: 2, 1: 3 };
  assert.deepEqual(weightsOf({ b: weights }, [numbers, oneHot]), [undefined, [3, 2, 3]]);
  assert.deepEqual(weightsOf([weights, weights], [numbers, oneHot]), [[2, 3, 3], [3, 2, 3]]);
});

Deno.test("weights that belong to no output, or leave out a class, are refused", () => {
  const both = [numbers, oneHot];
  assert.throws(() => weightTables({ 0: 1, 1: 2 }, both), /outputs a, b, got a record with 0/);
  assert.throws(() => weightTables({ c: { 0: 1 } }, [numbers]), /got a record with c/);
  assert.throws(() => weightTables([{ 0: 1 }], both), /got a list of 1/);
  assert.throws(() => weightTables({ 0: 1 }, [numbers]), /no weight for class 1 of a \(row 1\)/);
  const image = target("c", [2, 2], [0, 1, 0, 1]);
  assert.throws(() => weightTables({ 0: 1 }, [image]), /one axis beside the rows, c has 2/);
});

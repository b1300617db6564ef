import assert from "node:assert/strict";
import { argmax, logSumExp, softmax } from "./softmax.ts";

Deno.test("softmax() sums to one in each row and keeps the order", () => {
  const result = softmax(new Float32Array([1, 2, 3, -5, 0, 5]), 3);
  for (const row of [result.subarray(0, 3), result.subarray(3)]) {
    assert.ok(Math.abs(row[0]! + row[1]! + row[2]! - 1) < 1e-6);
    assert.ok(row[0]! < row[1]! && row[1]! < row[2]!);
  }
});

Deno.test("softmax() survives large logits", () => {
  assert.deepEqual([...softmax(new Float32Array([1e30, -1e30, 500, 500]), 2)], [1, 0, 0.5, 0.5]);
});

Deno.test("logSumExp() reads one row only", () => {
  const values = new Float32Array([100, 0, 0, 0, 100]);
  assert.ok(Math.abs(logSumExp(values, 1, 3) - Math.log(3)) < 1e-12);
});

Deno.test("argmax() takes the first of equals", () => {
  assert.equal(argmax(new Float32Array([0, 2, 2]), 0, 3), 1);
  assert.equal(argmax(new Float32Array([9, -2, -1]), 1, 2), 1);
});

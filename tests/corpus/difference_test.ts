import assert from "node:assert/strict";
import { largestDifference, spreadDifference } from "./difference.ts";

const output = (...data: number[]) => ({ shape: [data.length], data });

Deno.test("a difference is relative to the spread of the output, not to its size", () => {
  const wanted = output(100, 101);
  const found = output(100.1, 101);
  assert.ok(Math.abs(spreadDifference(found, wanted) - 0.1) < 1e-3);
});

Deno.test("a rounding of the largest number is no difference", () => {
  assert.equal(spreadDifference(output(50 + 3.8e-6), output(50)), 0);
});

Deno.test("a softmax of thousands of classes that is a tenth off differs", () => {
  const wanted = output(...Array.from({ length: 8000 }, (_, i) => (1 + i % 7) / 32_000));
  const found = output(...wanted.data.map((value) => value * 1.1));
  assert.ok(spreadDifference(found, wanted) > 0.01);
});

Deno.test("NaN beside a number, another shape and a missing output differ without bound", () => {
  assert.equal(spreadDifference(output(NaN, 1), output(0, 1)), Infinity);
  assert.equal(spreadDifference(output(0, 1), output(NaN, 1)), Infinity);
  assert.equal(spreadDifference({ shape: [1, 2], data: [0, 1] }, output(0, 1)), Infinity);
  assert.equal(largestDifference([], [output(1)]), Infinity);
});

Deno.test("the same NaN and the same infinity on both sides are equal", () => {
  assert.equal(spreadDifference(output(NaN, Infinity, 1), output(NaN, Infinity, 1)), 0);
});

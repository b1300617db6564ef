import assert from "node:assert/strict";
import { differenceBySize } from "./difference.ts";

const output = (...data: number[]) => ({ shape: [data.length], data });

Deno.test("a difference is relative to the largest number of an output, or to 1", () => {
  assert.ok(Math.abs(differenceBySize(output(200.1, 1), output(200, 1)) / 5e-4 - 1) < 1e-3);
  assert.equal(differenceBySize(output(0.25, 0), output(0, 0)), 0.25);
});

Deno.test("NaN beside a number and another shape differ without bound", () => {
  assert.equal(differenceBySize(output(NaN, 1), output(0, 1)), Infinity);
  assert.equal(differenceBySize(output(0, 1), output(NaN, 1)), Infinity);
  assert.equal(differenceBySize({ shape: [1, 2], data: [0, 1] }, output(0, 1)), Infinity);
});

Deno.test("the same NaN and the same infinity on both sides are equal", () => {
  assert.equal(differenceBySize(output(NaN, Infinity, 1), output(NaN, Infinity, 1)), 0);
  assert.equal(differenceBySize(output(Infinity, 1), output(-Infinity, 1)), Infinity);
});

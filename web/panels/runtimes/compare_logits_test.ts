import assert from "node:assert/strict";
import { compareLogits } from "./compare_logits.ts";

Deno.test("equal logits have no difference", () => {
  const logits = Float32Array.of(1, -2, 0.5, 3, 0, -1);
  assert.deepEqual(compareLogits(logits, logits.slice(), 3), {
    largest: 0,
    equal: 6,
    sameClass: 2,
  });
});

Deno.test("compareLogits() finds the largest difference, and counts equal values", () => {
  const found = compareLogits(Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 2.25, 5, 4), 2);
  assert.deepEqual(found, { largest: 2, equal: 2, sameClass: 1 });
});

Deno.test("zero and minus zero have different bits", () => {
  const { largest, equal } = compareLogits(Float32Array.of(0, 1), Float32Array.of(-0, 1), 2);
  assert.deepEqual([largest, equal], [0, 1]);
});

Deno.test("NaN is an infinite difference", () => {
  assert.equal(compareLogits(Float32Array.of(NaN, 1), Float32Array.of(0, 1), 2).largest, Infinity);
  assert.equal(compareLogits(Float32Array.of(0, 9), Float32Array.of(NaN, 1), 2).largest, Infinity);
});

import assert from "node:assert/strict";
import { inBlocks } from "./blocks.ts";

Deno.test("points are laid out by blocks of eight, the places that are left far away", () => {
  // Point i is (i, 100 + i); the order is from the last to the first.
  const points = Float32Array.from({ length: 20 }, (_, i) => 100 * (i & 1) + (i >> 1));
  const laid = inBlocks(points, 2, Int32Array.from({ length: 10 }, (_, i) => 9 - i));
  assert.deepEqual([...laid.subarray(0, 8)], [9, 8, 7, 6, 5, 4, 3, 2]);
  assert.deepEqual([...laid.subarray(8, 16)], [109, 108, 107, 106, 105, 104, 103, 102]);
  assert.deepEqual([...laid.subarray(16, 18), ...laid.subarray(24, 26)], [1, 0, 101, 100]);
  assert.equal(laid.length, 32);
  for (const i of [18, 23, 26, 31]) assert.equal(Math.fround(laid[i]! * laid[i]!), Infinity);
});

Deno.test("a whole number of blocks has no places left", () => {
  const points = Float32Array.from({ length: 8 }, (_, i) => i);
  assert.deepEqual(inBlocks(points, 1, Int32Array.from(points)), points);
});

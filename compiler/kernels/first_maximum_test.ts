import assert from "node:assert/strict";
import { isQuartered } from "./first_maximum.ts";
import { poolGeometry } from "./pool_geometry.ts";

const quartered = (shape: readonly number[], filterSize: number, strides: number, pad = 0) =>
  isQuartered(poolGeometry(shape, { filterSize, strides, pad }));

Deno.test("windows of 2 × 2 that do not overlap quarter an image, also one with a row too many", () => {
  assert.ok(quartered([2, 4, 6, 3], 2, 2));
  assert.ok(quartered([2, 5, 7, 3], 2, 2));
  assert.ok(!quartered([2, 6, 6, 3], 3, 3));
  assert.ok(!quartered([2, 6, 6, 3], 2, 1));
  assert.ok(!quartered([2, 6, 6, 3], 2, 2, 1));
  assert.ok(!quartered([2, 6, 6, 3], 1, 2));
});

Deno.test("a tensor with more positions than float32 can count is not quartered", () => {
  assert.ok(quartered([1, 2048, 4096, 1], 2, 2));
  assert.ok(!quartered([2, 2048, 4096, 1], 2, 2)); // 2^24 positions
});

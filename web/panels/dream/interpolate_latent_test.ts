import assert from "node:assert/strict";
import { wayBetween } from "./interpolate_latent.ts";

Deno.test("the ends of a way are the two points, to the last bit, and its middle is between them", () => {
  const from = Float32Array.of(0.1, -3.3), to = Float32Array.of(1e-8, 7.7);
  const way = wayBetween(from, to, [0, 0.5, 1], 2);
  assert.deepEqual(way.subarray(0, 2), from);
  assert.deepEqual(way.subarray(4), to);
  assert.equal(way[3], Math.fround((Math.fround(-3.3) + Math.fround(7.7)) / 2));
});

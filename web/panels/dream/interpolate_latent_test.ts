import assert from "node:assert/strict";
import { interpolateLatent } from "./interpolate_latent.ts";

Deno.test("interpolateLatent() returns both points exactly, and their mean in the middle", () => {
  const from = Float32Array.of(0.1, -3.3), to = Float32Array.of(1e-8, 7.7);
  const points = interpolateLatent(from, to, [0, 0.5, 1], 2);
  assert.deepEqual(points.subarray(0, 2), from);
  assert.deepEqual(points.subarray(4), to);
  assert.equal(points[3], Math.fround((Math.fround(-3.3) + Math.fround(7.7)) / 2));
});

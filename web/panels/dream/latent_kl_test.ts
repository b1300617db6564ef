import assert from "node:assert/strict";
import { klPerDimension, orderByKl } from "./latent_kl.ts";

Deno.test("klPerDimension() is 0 for a standard normal dimension, else the closed form", () => {
  const mean = Float32Array.of(0, 2, 0, 0, -2, 0);
  const logvar = Float32Array.of(0, 0, -1, 0, 0, -1);
  const kl = klPerDimension({ mean, logvar }, 3);
  assert.equal(kl[0], 0);
  assert.equal(kl[1], 2);
  assert.equal(kl[2], Math.exp(-1) / 2);
});

Deno.test("orderByKl() sorts by divergence, and equal dimensions by index", () => {
  assert.deepEqual(orderByKl(Float64Array.of(0.5, 2, 0.5, 3)), [3, 1, 0, 2]);
});

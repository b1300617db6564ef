import assert from "node:assert/strict";
import { byInformation, informationOf } from "./latent_kl.ts";

Deno.test("a dimension that is as before the images tells nothing; others tell as the formula says", () => {
  const mean = Float32Array.of(0, 2, 0, 0, -2, 0);
  const logvar = Float32Array.of(0, 0, -1, 0, 0, -1);
  const information = informationOf({ mean, logvar }, 3);
  assert.equal(information[0], 0);
  assert.equal(information[1], 2);
  assert.equal(information[2], Math.exp(-1) / 2);
});

Deno.test("dimensions are sorted by what they tell, equal ones by their number", () => {
  assert.deepEqual(byInformation(Float64Array.of(0.5, 2, 0.5, 3)), [3, 1, 0, 2]);
});

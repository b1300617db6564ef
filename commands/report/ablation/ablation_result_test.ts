import assert from "node:assert/strict";
import { epochsTo } from "./ablation_result.ts";

Deno.test("epochsTo() interpolates linearly between epochs", () => {
  assert.equal(epochsTo(0.75, [0.25, 0.5, 1]), 2.5);
  assert.equal(epochsTo(0.85, [0.85, 0.9]), 1);
  assert.equal(epochsTo(0.85, [0.1, 0.2]), null);
});

Deno.test("epochsTo() starts at chance and returns the first time", () => {
  assert.equal(epochsTo(0.5, [0.9]), 0.5);
  assert.equal(epochsTo(0.75, [0.5, 1, 0.5, 1]), 1.5);
});

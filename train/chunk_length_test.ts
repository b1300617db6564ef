import assert from "node:assert/strict";
import { longestChunk, nextChunk } from "./chunk_length.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

const inputsOf = (batch: number) => ({
  inputs: [
    { name: "image", type: "uint8", shape: [batch, 28, 28, 1] },
    { name: "label", type: "uint8", shape: [batch] },
    { name: "noise", type: "float32", shape: [batch, 4] },
    { name: "learningRate", type: "float32", shape: [] },
  ] as const,
});

Deno.test("longestChunk() fills 64 MiB with the inputs of steps, bytes as bytes", () => {
  const bytes = (batch: number) => batch * (IMAGE_PIXELS + 1 + 16) + 4;
  for (const batch of [1, 128, 16_384]) {
    const steps = longestChunk(inputsOf(batch));
    assert.ok(steps * bytes(batch) <= 64 * 2 ** 20, `${batch}`);
    assert.ok((steps + 1) * bytes(batch) > 64 * 2 ** 20, `${batch}`);
  }
  assert.equal(longestChunk(inputsOf(1_000_000)), 1, "a step that does not fit is still a step");
});

Deno.test("nextChunk() takes the steps that fill half a second, at least one", () => {
  assert.equal(nextChunk(10, 100, 1000), 50);
  assert.equal(nextChunk(10, 100, 20), 20);
  assert.equal(nextChunk(1, 60_000, 20), 1);
  assert.equal(nextChunk(1, 0, 20), 20, "no time has passed");
});

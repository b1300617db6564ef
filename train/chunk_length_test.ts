import assert from "node:assert/strict";
import { longestChunk, nextChunkLength } from "./chunk_length.ts";
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

Deno.test("nextChunkLength() returns the steps that fill the aimed time, at least one", () => {
  assert.equal(nextChunkLength(10, 100, 500), 50);
  assert.equal(nextChunkLength(10, 100, 100), 10);
  assert.equal(nextChunkLength(1, 60_000, 500), 1);
});

Deno.test("nextChunkLength() does not believe a clock that stands still", () => {
  assert.equal(nextChunkLength(1, 0, 100), 5);
  assert.equal(nextChunkLength(5, 0.1, 100), 25);
});

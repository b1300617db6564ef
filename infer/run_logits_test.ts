import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { loadModel, type Model } from "./load_model.ts";
import { runLogits } from "./run_logits.ts";
import { bandClassifier, bandImage, BANDS } from "../tests/models/band_classifier.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

const COUNT = 23;

function images(): Uint8Array {
  const all = new Uint8Array(COUNT * IMAGE_PIXELS);
  for (let i = 0; i < COUNT; i++) all.set(bandImage(i % 10), i * IMAGE_PIXELS);
  return all;
}

async function withModel(
  test: (model: Model) => Promise<void>,
  bytes = bandClassifier(),
): Promise<void> {
  const model = await loadModel(bytes);
  try {
    await test(model);
  } finally {
    await model.close();
  }
}

Deno.test("runLogits() gives the same for every batch size, the last batch cut included", () =>
  withModel(async (model) => {
    for (const batchSize of [1, 7, 23, 256]) {
      const { logits, embedding } = await runLogits(model, images(), { batchSize });
      assert.equal(embedding, undefined);
      assert.equal(logits.length, COUNT * 10);
      for (let i = 0; i < COUNT * 10; i++) {
        const expected = i % 10 === Math.floor(i / 10) % 10 ? 10 : 0;
        assert.ok(
          Math.abs(logits[i]! - expected) < 1e-5,
          `batch ${batchSize}, logit ${i}: ${logits[i]}`,
        );
      }
    }
  }));

Deno.test("runLogits() scales bytes to 0..1, like floats", () =>
  withModel(async (model) => {
    const bytes = Uint8Array.from({ length: IMAGE_PIXELS * 3 }, (_, i) => (i * 37) % 256);
    const floats = Float32Array.from(bytes, (byte) => byte / 255);
    assert.deepEqual(await runLogits(model, bytes), await runLogits(model, floats));
  }));

Deno.test("runLogits() returns the embedding when asked", () =>
  withModel(async (model) => {
    const { embedding } = await runLogits(model, images(), { batchSize: 10, embedding: true });
    assert.equal(embedding!.length, COUNT * BANDS);
    assert.ok(Math.abs(embedding![22 * BANDS + 2]! - 1) < 1e-6);
  }));

Deno.test("runLogits() takes no images, reports progress and stops on a signal", () =>
  withModel(async (model) => {
    assert.equal((await runLogits(model, new Uint8Array(0))).logits.length, 0);
    const progress: number[] = [];
    const stop = new AbortController();
    const run = runLogits(model, images(), {
      batchSize: 10,
      signal: stop.signal,
      onProgress: (done) => {
        progress.push(done);
        if (done === 20) stop.abort();
      },
    });
    await assert.rejects(run, { name: "AbortError" });
    assert.deepEqual(progress, [10, 20]);
  }));

Deno.test("runLogits() refuses a wrong length and values outside 0..1", () =>
  withModel(async (model) => {
    const usage = (message: RegExp) => (error: unknown) =>
      error instanceof WeftError && error.code === "usage" && message.test(error.message);
    await assert.rejects(
      runLogits(model, new Uint8Array(785)),
      usage(/785 values: expected 784/),
    );
    const grey = new Float32Array(IMAGE_PIXELS * 2);
    grey[IMAGE_PIXELS] = 255;
    await assert.rejects(
      runLogits(model, grey),
      usage(/image 1: expected values in 0\.\.1, got 255$/),
    );
    grey[IMAGE_PIXELS] = NaN;
    await assert.rejects(runLogits(model, grey), usage(/got NaN$/));
  }));

Deno.test("runLogits() refuses to embed with a model that has no embedding", () =>
  withModel(async (model) => {
    await assert.rejects(runLogits(model, images(), { embedding: true }), WeftError);
  }, bandClassifier({ embedding: false })));

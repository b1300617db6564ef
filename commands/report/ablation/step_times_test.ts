import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { bandImages, sampleConfig } from "../../../train/testing/sample_run.ts";
import { epochSeconds } from "./step_times.ts";

const train = bandImages(40);
const dataset = { train, classes: Array.from({ length: 10 }, (_, i) => String(i)) };
const configs = ["lenet", "lenet-all"].map((model) =>
  sampleConfig({ model, batchSize: 20, limit: 40, dropout: 0, threads: 1, provider: "cpu" })
);
const timing = { rounds: 2, calls: 2, steps: 2 };

Deno.test("epochSeconds() has longer times for larger models", async () => {
  await tf.setBackend("cpu");
  const { signal } = new AbortController();
  const seconds = await epochSeconds(dataset, configs, timing, { signal });
  assert.deepEqual(Object.keys(seconds), ["lenet", "lenet-all"]);
  for (const rounds of Object.values(seconds)) {
    assert.equal(rounds.length, 2);
    assert.ok(rounds.every((value) => value > 0));
  }
  // lenet-all has six times the arithmetic, more than the noise of the faster of two rounds.
  assert.ok(Math.min(...seconds["lenet-all"]!) > Math.min(...seconds.lenet!));
});

Deno.test("epochSeconds() stops when the signal is aborted and closes its sessions", async () => {
  await tf.setBackend("cpu");
  const signal = AbortSignal.abort(new Error("stop"));
  await assert.rejects(epochSeconds(dataset, configs, timing, { signal }), /stop/);
});

Deno.test("the seconds of an epoch are its steps times the fastest call of a round", async () => {
  const [config] = configs, { signal } = new AbortController();
  let reads = 0;
  // Each call takes a second, and each second call of a round two.
  const now = () => 1000 * (reads + Math.floor(reads++ / 4));
  const few = { ...config!, limit: 70, valSplit: 9 };
  const seconds = await epochSeconds(dataset, [few], timing, { signal, now });
  assert.deepEqual(seconds, { lenet: [1.5, 1.5] }); // 3 steps of 20 of 61 images
  assert.equal(reads, 2 * 2 * 3, "two calls in each of two rounds and in the one before");
});

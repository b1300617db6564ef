/** Decisions about training on CUDA; all is real but the provider. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { resolveBackend } from "../runtime/resolve_backend.ts";
import { calls, profileCuda } from "../runtime/testing/fake_cuda.ts";
import { classifierTraining } from "./classifier/training.ts";
import { startTrainer } from "./create_trainer.ts";
import { targetOf } from "./target.ts";
import { bandImages, sampleConfig, smallClassifier } from "./testing/sample_run.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const BATCH = 4, STEPS = 3;
const config = sampleConfig({ model: "small", batchSize: BATCH });
const target = await targetOf("cuda");
const { images, labels } = bandImages(BATCH * STEPS);
const inputsOf = (step: ReturnType<typeof compile>["step"]) =>
  Object.fromEntries(step.inputs.map(({ name, shape }) => [
    name,
    { image: images, label: labels }[name] ??
      new Float32Array(STEPS * (shape as number[]).reduce((a, b) => a * b, 1)).fill(0.01),
  ]));
const compile = () => classifierTraining(smallClassifier).compile(config, 10, target);

Deno.test("auto takes CUDA where it works, before all others", async () => {
  assert.deepEqual(await resolveBackend("auto"), { backend: "cuda", reason: "cuda works" });
});

Deno.test("a chunk on CUDA is one call of a Loop, which takes the state once", async () => {
  const { step } = compile();
  const trainer = await startTrainer(step, { backend: "cuda" });
  try {
    assert.deepEqual(calls.providers.at(-1), ["cuda"]);
    calls.runs.length = 0;
    const { loss } = await trainer.runMany(STEPS, inputsOf(step));
    assert.equal(loss!.length, STEPS);
    const names = [...step.state, ...step.inputs].map(({ name }) => name);
    assert.deepEqual(calls.runs.map((feeds) => feeds.sort()), [names.sort()]);
    await trainer.runMany(STEPS, inputsOf(step));
    assert.equal(calls.runs.length, 2);
  } finally {
    await trainer.close();
  }
});

Deno.test("training on CUDA is refused when ONNX Runtime ran it on the CPU", async () => {
  profileCuda(true);
  const { step } = compile();
  const trainer = await startTrainer(step, { backend: "cuda", name: "the training step" });
  try {
    await assert.rejects(
      trainer.runMany(STEPS, inputsOf(step)),
      /Cannot run the training step on cuda: ONNX Runtime ran all \d+ nodes on the CPU/,
    );
  } finally {
    await trainer.close();
    profileCuda(false);
  }
});

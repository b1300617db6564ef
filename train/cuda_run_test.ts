/**
 * What is decided about training on CUDA, with everything real but the provider: ONNX Runtime is asked for `cuda` and given
 * its CPU provider, since no card was at hand.
 */

import * as tf from "@tensorflow/tfjs";
import { runtime } from "#ort";
import assert from "node:assert/strict";
import type { InferenceSession } from "onnxruntime-common";
import { settleBackend } from "../infer/backend.ts";
import type { BackendRuntime, ChosenBackend, Ort } from "../infer/runtime.ts";
import { classifierTask } from "./classifier_task.ts";
import { createStepRunner } from "./step_runner.ts";
import { targetOf } from "./target.ts";
import { bandImages, sampleConfig, smallClassifier } from "./testing/sample_run.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** What ONNX Runtime was asked for. */
const asked = { providers: [] as unknown[], runs: [] as string[][] };

/** ONNX Runtime with a CUDA provider that computes on the CPU. */
async function fakeCuda(): Promise<Ort> {
  const { InferenceSession, Tensor } = await runtime.backends.get("cpu")!.load();
  const create = async (bytes: Uint8Array, options: InferenceSession.SessionOptions) => {
    asked.providers.push(options.executionProviders);
    const session = await InferenceSession.create(bytes, {
      ...options,
      executionProviders: ["cpu"],
    });
    const run = session.run.bind(session);
    session.run = (feeds: InferenceSession.FeedsType) => {
      asked.runs.push(Object.keys(feeds));
      return run(feeds);
    };
    return session;
  };
  return { InferenceSession: { create } as Ort["InferenceSession"], Tensor };
}

const backends = runtime.backends as Map<ChosenBackend, BackendRuntime>;
const fake = {
  ...backends.get("cuda")!,
  load: fakeCuda,
  obstacle: () => Promise.resolve(undefined),
};
backends.set("cuda", { ...fake, profiled: false });

const BATCH = 4, STEPS = 3;
const config = sampleConfig({ model: "small", batchSize: BATCH });
const target = await targetOf("cuda");
const { images, labels } = bandImages(BATCH * STEPS);
const chunk = (step: ReturnType<typeof compile>["step"]) => ({
  count: STEPS,
  inputs: Object.fromEntries(step.inputs.map(({ name, shape }) => [
    name,
    { image: images, label: labels }[name] ??
      new Float32Array(STEPS * (shape as number[]).reduce((a, b) => a * b, 1)).fill(0.01),
  ])),
});
const compile = () => classifierTask(smallClassifier).compile(config, 10, target);

Deno.test("auto takes CUDA where it works, before all others", async () => {
  assert.deepEqual(await settleBackend("auto"), { backend: "cuda", reason: "cuda works" });
});

Deno.test("a chunk of steps on CUDA is one call of a Loop, into which the state goes once", async () => {
  const { step } = compile();
  const runner = await createStepRunner(step, { backend: "cuda" });
  try {
    assert.deepEqual(asked.providers.at(-1), ["cuda"]);
    asked.runs.length = 0;
    const { loss } = await runner.run(chunk(step));
    assert.equal(loss!.length, STEPS);
    const names = [...step.state, ...step.inputs].map(({ name }) => name);
    assert.deepEqual(asked.runs.map((feeds) => feeds.sort()), [names.sort()]);
    await runner.run(chunk(step));
    assert.equal(asked.runs.length, 2);
  } finally {
    await runner.close();
  }
});

Deno.test("training that ONNX Runtime ran on the CPU although CUDA was asked for is refused", async () => {
  backends.set("cuda", { ...fake, profiled: true });
  const { step } = compile();
  const runner = await createStepRunner(step, { backend: "cuda" });
  try {
    await assert.rejects(
      runner.run(chunk(step)),
      /Cannot run the training step on cuda: ONNX Runtime ran all \d+ nodes on the CPU/,
    );
  } finally {
    await runner.close();
    backends.set("cuda", { ...fake, profiled: false });
  }
});

import assert from "node:assert/strict";
import { bandClassifier } from "../../../tests/models/band_classifier.ts";
import { sampleConfig } from "../../../train/testing/sample_run.ts";
import { sampleOptions } from "../testing/sample_report.ts";
import { writeRun } from "../testing/write_run.ts";
import type { PlannedRun } from "./plan.ts";
import { runAblation } from "./run_ablation.ts";

const PLANNED: readonly PlannedRun[] = [
  { config: sampleConfig({ model: "lenet-bn", seed: 2 }), seconds: 3, trainingShare: 1 },
  { config: sampleConfig({ model: "lenet", seed: 1 }), seconds: 1, trainingShare: 1 },
];

/** Runs the ablation in a folder with finished runs, and records what it reports. */
async function ablate(signal: AbortSignal) {
  const runs = await Deno.makeTempDir({ prefix: "weft-" });
  const progress: [number, string | undefined][] = [], lines: string[] = [];
  try {
    await writeRun(runs, PLANNED[0]!.config, bandClassifier(), 0.91);
    await writeRun(runs, PLANNED[1]!.config, bandClassifier(), 0.8952);
    const results = await runAblation(sampleOptions(), PLANNED, {
      ...{ runs, signal, line: (text: string) => lines.push(text) },
      progress: (share: number, note?: string) => progress.push([share, note]),
    });
    return { results, progress, lines };
  } finally {
    await Deno.remove(runs, { recursive: true });
  }
}

Deno.test("runAblation() returns the runs in their order, and weights the progress by seconds", async () => {
  const { results, progress, lines } = await ablate(new AbortController().signal);
  assert.deepEqual(results.map(({ name }) => name), ["lenet-bn-2", "lenet-1"]);
  assert.deepEqual(progress.map(([share]) => share), [0.75, 1]);
  assert.match(progress[0]![1]!, /LeNet.*, seed 2$/);
  assert.match(lines[0]!, /LeNet.*, seed 2: test accuracy 91\.00 %$/);
  assert.equal(lines[1], "LeNet, seed 1: test accuracy 89.52 %");
  assert.equal(lines.length, 2, "nothing of the single runs");
});

Deno.test("runAblation() starts no run after an abort", async () => {
  await assert.rejects(ablate(AbortSignal.abort(new Error("stopped"))), /stopped/);
});

import assert from "node:assert/strict";
import { bandImages, sampleConfig } from "../../../train/testing/sample_run.ts";
import type { ReportOptions } from "../report_options.ts";
import { budgetOf, plannedRuns, timingSeconds, VARIANTS } from "./plan.ts";
import { concurrencyOf } from "./run_ablation.ts";

const { title, synthetic, verified, source, hashes } = sampleConfig().dataset;
const IMAGES = bandImages(10);

const sampleOptions = (changes: Partial<ReportOptions> = {}): ReportOptions => ({
  quick: false,
  recipe: "best",
  seed: 1,
  dataset: {
    ...{ name: "fashion-mnist", title, synthetic, verified, source, hashes, test: IMAGES },
    classes: Array.from({ length: 10 }, (_, i) => `class ${i}`),
    train: { ...IMAGES, count: 60_000 },
  },
  data: "auto",
  backend: "auto",
  provider: "cpu",
  threads: 2,
  ...changes,
});

Deno.test("all runs have the same settings but for the model and the seed", () => {
  const runs = plannedRuns(sampleOptions());
  assert.equal(runs.length, VARIANTS.length * budgetOf(sampleOptions()).seeds.length);
  const rest = runs.map(({ config: { model: _model, seed: _seed, ...rest } }) => rest);
  for (const each of rest) assert.deepEqual(each, rest[0]);
  const names = runs.map(({ config: { model, seed } }) => `${model} ${seed}`);
  assert.equal(new Set(names).size, runs.length);
});

Deno.test("budgetOf() has at least two seeds, from the seed of the report on", () => {
  for (const quick of [false, true]) {
    const { seeds } = budgetOf(sampleOptions({ quick, seed: 7 }));
    assert.ok(seeds.length >= 2);
    assert.equal(seeds[0], 7);
  }
});

Deno.test("the expected time is below 25 minutes on two cores, in a quick report below 1.2", () => {
  const minutes = (quick: boolean) => {
    const all = plannedRuns(sampleOptions({ quick })).reduce(
      (sum, { seconds }) => sum + seconds,
      0,
    );
    return (all / concurrencyOf(sampleOptions()) +
      timingSeconds(budgetOf(sampleOptions({ quick })))) / 60;
  };
  assert.ok(minutes(false) < 25, `${minutes(false)}`);
  assert.ok(minutes(true) < 1.2, `${minutes(true)}`);
});

Deno.test("plannedRuns() respects --limit and keeps validation images", () => {
  const [{ config }] = plannedRuns(sampleOptions({ limit: 2_000 })) as [
    ReturnType<typeof plannedRuns>[number],
  ];
  assert.equal(config.limit, 2_000);
  assert.ok(config.valSplit > 0 && config.valSplit < 2_000);
});

Deno.test("concurrencyOf() is the threads on a CPU, and 1 on other providers", () => {
  assert.equal(concurrencyOf({ provider: "cpu", threads: 2 }), 2);
  assert.equal(concurrencyOf({ provider: "cuda", threads: 16 }), 1);
});

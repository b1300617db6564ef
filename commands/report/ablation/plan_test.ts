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

Deno.test("the budgets of a full and a quick report, with the dataset's and the user's limit", () => {
  assert.deepEqual(budgetOf(sampleOptions()), {
    ...{ epochs: 8, limit: 30_000, seeds: [1, 2, 3] },
    timing: { rounds: 5, calls: 3, steps: 4 },
  });
  assert.deepEqual(budgetOf(sampleOptions({ quick: true, limit: 5_000 })), {
    ...{ epochs: 4, limit: 3_000, seeds: [1, 2] },
    timing: { rounds: 3, calls: 2, steps: 2 },
  });
  assert.equal(budgetOf(sampleOptions({ limit: 100 })).limit, 100);
});

Deno.test("a run's seconds are those of its training and two more, the longest run first", () => {
  const runs = plannedRuns(sampleOptions()).filter(({ config }) => config.seed === 1);
  const cost = (seconds: number) => (seconds - 2) * 1e6 / 8 / (30_000 - runs[0]!.config.valSplit);
  const costs = runs.map(({ config, seconds }) => [config.model, Math.round(cost(seconds))]);
  assert.deepEqual(costs, [
    ...[["lenet-modified", 1020], ["lenet-all", 460], ["lenet-filters", 330]],
    ...[["lenet-conv3", 160], ["lenet-bn", 120], ["lenet", 110], ["lenet-units", 110]],
  ]);
  for (const { seconds, trainingShare } of runs) {
    assert.equal(trainingShare.toFixed(9), ((seconds - 2) / seconds).toFixed(9));
  }
  // A second for each variant, and 6 rounds of 3 calls of 4 steps of 128 images.
  const micros = costs.reduce((sum, [, cost]) => sum + Number(cost), 0);
  assert.equal(timingSeconds(budgetOf(sampleOptions())), 7 + 6 * 3 * 4 * 128 * micros / 1e6);
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

import assert from "node:assert/strict";
import { bandImages, sampleConfig } from "../../../train/testing/sample_run.ts";
import type { Study } from "../stages/stage.ts";
import { budgetOf, plannedRuns, STEPS, timingSeconds } from "./plan.ts";
import { lanesOf } from "./run_ablation.ts";

const { title, synthetic, verified, source, hashes } = sampleConfig().dataset;
const IMAGES = bandImages(10);

const study = (changes: Partial<Study> = {}): Study => ({
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

Deno.test("every variant is trained alike: only the model and the seed differ", () => {
  const runs = plannedRuns(study());
  assert.equal(runs.length, STEPS.length * budgetOf(study()).seeds.length);
  const rest = runs.map(({ config: { model: _model, seed: _seed, ...rest } }) => rest);
  for (const each of rest) assert.deepEqual(each, rest[0]);
  const names = runs.map(({ config: { model, seed } }) => `${model} ${seed}`);
  assert.equal(new Set(names).size, runs.length);
});

Deno.test("there are at least two seeds, counted from the study's own", () => {
  for (const quick of [false, true]) {
    const { seeds } = budgetOf(study({ quick, seed: 7 }));
    assert.ok(seeds.length >= 2);
    assert.equal(seeds[0], 7);
  }
});

Deno.test("the full ablation takes less than 25 minutes on two cores, the quick one about one", () => {
  const minutes = (quick: boolean) => {
    const all = plannedRuns(study({ quick })).reduce((sum, { seconds }) => sum + seconds, 0);
    return (all / lanesOf(study()) + timingSeconds(budgetOf(study({ quick })))) / 60;
  };
  assert.ok(minutes(false) < 25, `${minutes(false)}`);
  assert.ok(minutes(true) < 1.2, `${minutes(true)}`);
});

Deno.test("--limit and small data are respected, and some images are left to validate on", () => {
  const [{ config }] = plannedRuns(study({ limit: 2_000 })) as [
    ReturnType<typeof plannedRuns>[number],
  ];
  assert.equal(config.limit, 2_000);
  assert.ok(config.valSplit > 0 && config.valSplit < 2_000);
});

Deno.test("runs are trained side by side on a CPU, one after another elsewhere", () => {
  assert.equal(lanesOf({ provider: "cpu", threads: 2 }), 2);
  assert.equal(lanesOf({ provider: "cuda", threads: 16 }), 1);
});

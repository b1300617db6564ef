import assert from "node:assert/strict";
import { parseFlags } from "../cli/flags.ts";
import { models } from "../models/mod.ts";
import { chooseConfig, requireFlagsOfModels, requireModel } from "./choose_config.ts";
import type { RunConfig } from "./config.ts";
import { SPEC } from "./spec.ts";
import { assertUsage } from "./testing/assert_usage.ts";
import { sampleDataset } from "./testing/sample_run.ts";
import { versions } from "./versions.ts";

const choose = (args: string[], model = "lenet", dataset = sampleDataset) =>
  chooseConfig(model, parseFlags(SPEC, args), dataset, "cpu");

Deno.test("chooseConfig() takes the recipe, and what the flags say instead", () => {
  const config = choose([]);
  const { valSplit: _share, ...recipe } = models.lenet!.recipes.default;
  for (const [key, value] of Object.entries(recipe)) {
    assert.deepEqual(config[key as keyof RunConfig], value, key);
  }
  assert.deepEqual(config.versions, versions());
  const changed = choose(
    "--recipe best --epochs 7 --batch-size 32 --lr 0.5 --seed 9 --val-split 100 --threads 3".split(
      " ",
    ),
  );
  assert.equal(changed.recipe, "best");
  assert.equal(changed.epochs, 7);
  assert.equal(changed.batchSize, 32);
  assert.equal(changed.learningRate, 0.5);
  assert.equal(changed.seed, 9);
  assert.equal(changed.valSplit, 100);
  assert.equal(changed.threads, 3);
  assert.deepEqual(changed.augmentation, models.lenet!.recipes.best.augmentation);
});

Deno.test("chooseConfig() keeps the recipe's share of validation images in a smaller set", () => {
  const { valSplit } = models.lenet!.recipes.default;
  assert.equal(choose([]).valSplit, Math.floor(valSplit * 1200 / 60_000));
  assert.equal(choose(["--limit", "120"]).valSplit, Math.floor(valSplit * 120 / 60_000));
  const twice = { ...sampleDataset, train: { ...sampleDataset.train, count: 120_000 } };
  assert.equal(choose([], "lenet", twice).valSplit, valSplit);
  assert.equal(choose(["--limit", "120", "--val-split", "7"]).valSplit, 7);
});

Deno.test("chooseConfig() never takes a batch larger than what there is to train on", () => {
  const { batchSize } = choose(["--limit", "50", "--val-split", "10", "--batch-size", "128"]);
  assert.equal(batchSize, 40);
  assert.equal(choose(["--limit", "5000", "--batch-size", "16", "--val-split", "1"]).batchSize, 16);
});

Deno.test("chooseConfig() refuses what leaves nothing to train or to validate on", () => {
  assertUsage(
    () => choose(["--limit", "50", "--val-split", "50"]),
    /^--val-split: expected less than the 50 training images, got 50$/,
    /train on/,
  );
  assertUsage(
    () => choose(["--patience", "2", "--val-split", "0"]),
    /^--patience needs validation images/,
    /--val-split/,
  );
  assert.equal(choose(["--patience", "2", "--val-split", "10"]).patience, 2);
});

Deno.test("requireModel() names the models that there are", () => {
  assertUsage(
    () => requireModel("cnn"),
    /^Cannot train cnn: /,
    /--model lenet or --model lenet-mod/,
  );
  assertUsage(() => requireModel("toString"), /^Cannot train toString: /, /--model/);
  for (const model of Object.keys(models)) requireModel(model);
});

Deno.test("requireFlagsOfModels() refuses a flag that no chosen model has", () => {
  const flags = parseFlags(SPEC, ["--kl-warm-up", "2"]);
  assertUsage(
    () => requireFlagsOfModels(["lenet", "lenet-modified"], flags),
    /^--kl-warm-up does not go with --model lenet, lenet-modified: it has no epochs of KL warm-up$/,
    /^Leave it out, or use --model vae$/,
  );
  requireFlagsOfModels(["lenet", "vae"], flags);
  requireFlagsOfModels(["lenet"], parseFlags(SPEC, ["--epochs", "2", "--val-split", "5"]));
  assert.ok(!("klWarmUp" in chooseConfig("lenet", flags, sampleDataset, "cpu")));
});

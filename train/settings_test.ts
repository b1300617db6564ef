import assert from "node:assert/strict";
import { parseFlags } from "../cli/flags.ts";
import { helpText } from "../cli/help.ts";
import type { Dataset } from "../data/dataset.ts";
import { WeftError } from "../error.ts";
import { lenetVariants, models } from "../models/mod.ts";
import type { RunConfig } from "./config.ts";
import { recipes } from "./recipes.ts";
import {
  changedVersions,
  chooseConfig,
  commandOf,
  describeConfig,
  requireModel,
  requireSameData,
  versions,
} from "./settings.ts";
import { chosenModels, SPEC } from "./spec.ts";
import { bandImages, sampleConfig } from "./testing/sample_run.ts";

const DATASET: Dataset = {
  name: "fashion-mnist",
  title: "Fashion-MNIST",
  synthetic: false,
  verified: true,
  classes: Array.from({ length: 10 }, (_, i) => `class ${i}`),
  source: "/data",
  hashes: { "train-images-idx3-ubyte": "aa", "train-labels-idx1-ubyte": "bb" },
  train: bandImages(1200),
  test: bandImages(10),
};

const choose = (args: string[], model = "lenet", dataset = DATASET) =>
  chooseConfig(model, parseFlags(SPEC, args), dataset, "cpu");

/** A command line as a shell takes it apart: words, some of them in single quotes. */
const wordsOf = (line: string) =>
  [...line.matchAll(/(?:'[^']*'|\\.|[^\s'])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\(.)/g, (_, quoted, escaped) => quoted ?? escaped)
  );

function assertUsage(run: () => unknown, message: RegExp, hint: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof WeftError, `${error}`);
    assert.equal(error.code, "usage");
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  });
}

Deno.test("chooseConfig() takes the recipe, and what the flags say instead", () => {
  const config = choose([]);
  const { valSplit: _share, ...recipe } = recipes.lenet!.default;
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
  assert.deepEqual(changed.augmentation, recipes.lenet!.best.augmentation);
});

Deno.test("chooseConfig() keeps the recipe's share of validation images in a smaller set", () => {
  const { valSplit } = recipes.lenet!.default;
  assert.equal(choose([]).valSplit, Math.floor(valSplit * 1200 / 60_000));
  assert.equal(choose(["--limit", "120"]).valSplit, Math.floor(valSplit * 120 / 60_000));
  const twice = { ...DATASET, train: { ...DATASET.train, count: 120_000 } };
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

Deno.test("the flags have limits, and a value outside is refused by name", () => {
  const cases: [flag: string, value: string][] = [
    ["--epochs", "-1"],
    ["--epochs", "0"],
    ["--epochs", "1.5"],
    ["--epochs", "many"],
    ["--batch-size", "0"],
    ["--lr", "0"],
    ["--lr", "NaN"],
    ["--seed", "-1"],
    ["--seed", "4294967296"],
    ["--limit", "1"],
    ["--val-split", "-5"],
    ["--patience", "0"],
    ["--threads", "0"],
    ["--checkpoint-every", "-1"],
    ["--model", "lent"],
    ["--recipe", "quick"],
    ["--backend", "gpu"],
  ];
  for (const [flag, value] of cases) {
    assertUsage(
      () => parseFlags(SPEC, [flag, value]),
      new RegExp(`^Invalid ${flag}: expected .*, got "${value}"$`),
      /\S/,
    );
  }
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

Deno.test("chosenModels() takes all for every model of the registry", () => {
  assert.deepEqual(chosenModels("lenet"), ["lenet"]);
  assert.deepEqual(chosenModels("all"), Object.keys(models));
});

Deno.test("commandOf() repeats the configuration exactly", () => {
  const cases: string[][] = [
    [],
    ["--recipe", "best"],
    ["--recipe", "fast", "--seed", "0", "--lr", "1e-7"],
    ["--limit", "100", "--val-split", "10", "--patience", "3", "--epochs", "50"],
    ["--batch-size", "4096", "--threads", "2", "--backend", "cpu"],
    ["--data", "my data/it's here"],
  ];
  for (const args of cases) {
    const config = choose(args);
    const [deno, task, train, ...flags] = wordsOf(commandOf(config));
    assert.deepEqual([deno, task, train], ["deno", "task", "train"]);
    const again = parseFlags(SPEC, flags);
    assert.equal(again.model, "lenet");
    assert.deepEqual(chooseConfig("lenet", again, DATASET, "cpu"), config, commandOf(config));
  }
});

Deno.test("the steps between LeNet and its modified form can be trained, and --help does not list them", () => {
  const help = helpText(SPEC);
  for (const { name } of lenetVariants) {
    requireModel(name);
    const flags = wordsOf(commandOf(choose(["--epochs", "3"], name))).slice(3);
    assert.equal(parseFlags(SPEC, flags).model, name);
    assert.ok(!help.includes(name), name);
  }
  assert.ok(!chosenModels("all").includes("lenet-bn"));
});

Deno.test("commandOf() asks for the same images: unverified ones, and synthetic ones that stood in", () => {
  const dataset = sampleConfig().dataset;
  const custom = { ...dataset, name: "custom", verified: false, data: "mine" };
  assert.match(commandOf(sampleConfig({ dataset: custom })), / --data mine .*--unverified$/);
  const synthetic = { ...dataset, synthetic: true, verified: false, data: "auto" };
  const command = commandOf(sampleConfig({ dataset: synthetic }));
  assert.match(command, / --data synthetic /);
  assert.doesNotMatch(command, /--unverified/);
});

Deno.test("describeConfig() says what will be trained, on what and how", () => {
  const text = describeConfig(sampleConfig({ valSplit: 5000 }), 61_706, 55_000);
  for (
    const part of [
      "lenet, 61,706 parameters",
      "55,000 images to train on, 5,000 to validate on",
      "from /data",
      "2 epochs, batch size 10, seed 1",
      "adam, one-cycle learning rate 0.01",
      "flips on, shifts 1, dropout 0.2",
      "cpu, 1 thread (chosen by auto)",
    ]
  ) assert.ok(text.includes(part), `${part} is not in\n${text}`);
});

Deno.test("requireSameData() refuses to resume on other images, and says in which file they differ", () => {
  const config = sampleConfig();
  requireSameData(config, DATASET, "runs/a");
  const refused = (dataset: Dataset, message: RegExp) =>
    assert.throws(() => requireSameData(config, dataset, "runs/a"), (error) => {
      assert.ok(error instanceof WeftError);
      assert.equal(error.code, "data");
      assert.match(error.message, /^Cannot resume runs\/a: it was trained on Fashion-MNIST/);
      assert.match(error.message, message);
      return true;
    });
  refused(
    { ...DATASET, hashes: { ...DATASET.hashes, "train-labels-idx1-ubyte": "cc" } },
    /differ in train-labels-idx1-ubyte$/,
  );
  refused({ ...DATASET, name: "custom", title: "Mine" }, /\(Mine\) differ$/);
});

Deno.test("changedVersions() is silent about the same versions and names those that changed", () => {
  assert.equal(changedVersions(sampleConfig({ versions: versions() })), undefined);
  const before = { ...versions(), tfjs: "4.0.0" };
  assert.match(changedVersions(sampleConfig({ versions: before }))!, /tfjs 4\.0\.0 is now /);
});

Deno.test("--tf32 is part of a run on CUDA, and of the command that repeats it; elsewhere it changes nothing", () => {
  const flags = parseFlags(SPEC, ["--tf32"]);
  const onCuda = chooseConfig("lenet", flags, DATASET, "cuda");
  assert.equal(onCuda.tf32, true);
  assert.match(commandOf(onCuda), / --tf32/);
  assert.match(describeConfig(onCuda, 1, 1), /cuda with TF32/);
  const onCpu = chooseConfig("lenet", flags, DATASET, "cpu");
  assert.ok(!("tf32" in onCpu));
  assert.doesNotMatch(commandOf(onCpu), /tf32/);
});

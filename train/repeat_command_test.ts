import assert from "node:assert/strict";
import { parseFlags } from "../cli/flags.ts";
import { helpText } from "../cli/help.ts";
import { lenetVariants } from "../models/mod.ts";
import { chooseConfig, requireModel } from "./choose_config.ts";
import { describeConfig } from "./describe_config.ts";
import { commandOf } from "./repeat_command.ts";
import { chosenModels, SPEC } from "./spec.ts";
import { sampleConfig, sampleDataset } from "./testing/sample_run.ts";

const choose = (args: string[], model = "lenet") =>
  chooseConfig(model, parseFlags(SPEC, args), sampleDataset, "cpu");

/** A command line as a shell splits it: words, some of them in single quotes. */
const wordsOf = (line: string) =>
  [...line.matchAll(/(?:'[^']*'|\\.|[^\s'])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\(.)/g, (_, quoted, escaped) => quoted ?? escaped)
  );

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
    assert.deepEqual(chooseConfig("lenet", again, sampleDataset, "cpu"), config, commandOf(config));
  }
});

Deno.test("the variants of LeNet can be trained, and --help does not list them", () => {
  const help = helpText(SPEC);
  for (const { name } of lenetVariants) {
    requireModel(name);
    const flags = wordsOf(commandOf(choose(["--epochs", "3"], name))).slice(3);
    assert.equal(parseFlags(SPEC, flags).model, name);
    assert.ok(!help.includes(name), name);
  }
  assert.ok(!chosenModels("all").includes("lenet-bn"));
});

Deno.test("commandOf() names the same images, unverified or synthetic ones too", () => {
  const dataset = sampleConfig().dataset;
  const custom = { ...dataset, name: "custom", verified: false, data: "mine" };
  assert.match(commandOf(sampleConfig({ dataset: custom })), / --data mine .*--unverified$/);
  const synthetic = { ...dataset, synthetic: true, verified: false, data: "auto" };
  const command = commandOf(sampleConfig({ dataset: synthetic }));
  assert.match(command, / --data synthetic /);
  assert.doesNotMatch(command, /--unverified/);
});

Deno.test("--tf32 is a setting of a run on CUDA, and of no other", () => {
  const flags = parseFlags(SPEC, ["--tf32"]);
  const onCuda = chooseConfig("lenet", flags, sampleDataset, "cuda");
  assert.equal(onCuda.tf32, true);
  assert.match(commandOf(onCuda), / --tf32/);
  assert.match(describeConfig(onCuda, 1, 1), /cuda with TF32/);
  const onCpu = chooseConfig("lenet", flags, sampleDataset, "cpu");
  assert.ok(!("tf32" in onCpu));
  assert.doesNotMatch(commandOf(onCpu), /tf32/);
});

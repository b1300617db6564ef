import assert from "node:assert/strict";
import { parseFlags } from "../cli/flags.ts";
import { models } from "../models/mod.ts";
import { chosenModels, SPEC } from "./spec.ts";
import { assertUsage } from "./testing/assert_usage.ts";

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

/** The smallest and the largest value of each flag, and those next to them, which are refused. */
const LIMITS: readonly (readonly [flag: string, least: string[], most: string[]])[] = [
  ["--epochs", ["0", "1"], ["10000", "10001"]],
  ["--batch-size", ["0", "1"], ["16384", "16385"]],
  ["--lr", ["9e-10", "1e-9"], ["100", "101"]],
  ["--latent", ["0", "1"], ["512", "513"]],
  ["--beta", ["-0.1", "0"], ["1000", "1001"]],
  ["--kl-warm-up", ["-1", "0"], ["10000", "10001"]],
  ["--seed", ["-1", "0"], ["2147483647", "2147483648"]],
  ["--limit", ["1", "2"], []],
  ["--val-split", ["-1", "0"], []],
  ["--patience", ["0", "1"], []],
  ["--checkpoint-every", ["-0.5", "0"], []],
];

for (const [flag, [below, least], [most, above]] of LIMITS) {
  Deno.test(`${flag} takes ${least} to ${most ?? "any number"}`, () => {
    for (const value of [below, above]) {
      if (value === undefined) continue;
      assertUsage(() => parseFlags(SPEC, [flag, value]), new RegExp(`^Invalid ${flag}`), /\S/);
    }
    for (const value of [least, most]) {
      if (value !== undefined) parseFlags(SPEC, [flag, value]);
    }
  });
}

Deno.test("without flags a run has the default model, recipe, seed, data and checkpoints", () => {
  const { model, recipe, seed, data, backend, checkpointEvery, unverified, dryRun, json } =
    parseFlags(SPEC, []);
  assert.deepEqual([model, recipe, seed, data], ["lenet-modified", "default", 1, "auto"]);
  assert.deepEqual([backend, checkpointEvery], ["auto", 30]);
  assert.deepEqual([unverified, dryRun, json], [false, false, false]);
});

Deno.test("chosenModels() takes all for every model of the registry", () => {
  assert.deepEqual(chosenModels("lenet"), ["lenet"]);
  assert.deepEqual(chosenModels("all"), Object.keys(models));
});

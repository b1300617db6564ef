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

Deno.test("chosenModels() takes all for every model of the registry", () => {
  assert.deepEqual(chosenModels("lenet"), ["lenet"]);
  assert.deepEqual(chosenModels("all"), Object.keys(models));
});

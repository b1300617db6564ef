import assert from "node:assert/strict";
import { parseFlags } from "../cli/flags.ts";
import { RECIPE_NAMES, trainable } from "../models/mod.ts";
import { chooseConfig } from "./choose_config.ts";
import { commandOf } from "./repeat_command.ts";
import { flagKeys, settings, settingsWithFlag } from "./settings.ts";
import { SPEC } from "./spec.ts";
import { sampleDataset } from "./testing/sample_run.ts";

/** A run of a model with every flag that it can have. */
function fullConfig(model: string) {
  const flags = "--limit 1000 --patience 3 --val-split 100 --tf32 --threads 2".split(" ");
  return chooseConfig(model, parseFlags(SPEC, flags), sampleDataset, "cuda");
}

Deno.test("every key of config.json is a row of the table, and has the row's type", () => {
  const found = new Set<string>();
  for (const model of Object.keys(trainable)) {
    for (const [key, value] of Object.entries(fullConfig(model))) {
      const row = settings.find((setting) => setting.key === key);
      assert.ok(row, `${key} of ${model} is not in the table`);
      assert.equal(typeof value, row.type, key);
      found.add(key);
    }
  }
  assert.deepEqual(settings.map(({ key }) => key).filter((key) => !found.has(key)), []);
});

Deno.test("the rows that come from recipes are the keys of the recipes", () => {
  const keys = Object.values(trainable).flatMap(({ recipes }) =>
    RECIPE_NAMES.flatMap((name) => Object.keys(recipes[name]))
  );
  const rows = settings.filter(({ from }) => from === "recipe").map(({ key }) => key);
  assert.deepEqual(rows.sort(), [...new Set(keys)].sort());
});

Deno.test("a setting that only some models have has a title", () => {
  for (const { key, from, title } of settings) {
    const owners = Object.values(trainable).filter(({ recipes }) => key in recipes.default);
    const isShared = from !== "recipe" || owners.length === Object.keys(trainable).length;
    assert.equal(title === undefined, isShared, key);
  }
});

Deno.test("every flag reaches config.json and the command that repeats the run", () => {
  for (const { key, flag, from } of settingsWithFlag) {
    if (key === "model" || key === "dataset") continue;
    const words = flag.kind === "boolean"
      ? []
      : [{ recipe: "best", backend: "cpu" }[key] ?? String("max" in flag ? 9 : 3)];
    const model = Object.keys(trainable).find((name) =>
      from !== "recipe" || key in trainable[name]!.recipes.default
    )!;
    const flags = parseFlags(SPEC, [`--${flag.name}`, ...words]);
    const config: object = chooseConfig(model, flags, sampleDataset, "cuda");
    const value = new Map<string, unknown>(Object.entries(config)).get(key);
    assert.equal(String(value), words[0] ?? "true", key);
    const command = commandOf(chooseConfig(model, flags, sampleDataset, "cuda"));
    assert.ok(`${command} `.includes(` ${[`--${flag.name}`, ...words].join(" ")} `), command);
  }
});

Deno.test("the flag of a setting whose value is the flag's has the name of the key", () => {
  for (const key of flagKeys) assert.ok(key in parseFlags(SPEC, []), key);
});

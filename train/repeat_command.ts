import { shellWord } from "../cli/shell_word.ts";
import { trainable } from "../models/mod.ts";
import type { RunConfig } from "./config.ts";
import { settingsWithFlag } from "./settings.ts";

/** The command that repeats a run from the start, with the flags that differ from the defaults. */
export function commandOf(config: RunConfig): string {
  const { model, dataset } = config;
  const recipe: object = trainable[model]!.recipes[config.recipe];
  const data = dataset.synthetic ? "synthetic" : dataset.data;
  const values = new Map<string, unknown>(Object.entries({ ...config, dataset: data }));
  const usual = new Map<string, unknown>(Object.entries(recipe));
  const flags = settingsWithFlag.flatMap(({ key, flag }) => {
    const value = values.get(key);
    const expected = usual.has(key) ? usual.get(key) : "default" in flag ? flag.default : undefined;
    if (key === "model" || value === undefined || value === expected) return [];
    return flag.kind === "boolean" ? `--${flag.name}` : `--${flag.name} ${shellWord(`${value}`)}`;
  });
  if (!dataset.verified && !dataset.synthetic) flags.push("--unverified");
  return ["deno task train --model", model, ...flags].join(" ");
}

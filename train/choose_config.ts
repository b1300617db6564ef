import type { Dataset } from "../data/load.ts";
import { WeftError } from "../error.ts";
import { models, type Recipe, trainable } from "../models/mod.ts";
import { resolveThreads } from "../runtime/resolve_threads.ts";
import type { ChosenBackend } from "../runtime/backends.ts";
import type { RunConfig } from "./config.ts";
import { flagKeys, settingsWithFlag, valueOfFlag } from "./settings.ts";
import type { TrainFlags } from "./spec.ts";
import { versions } from "./versions.ts";

/** Training images that a recipe's validation split is meant for: all of Fashion-MNIST. */
const RECIPE_IMAGES = 60_000;

/**
 * Makes sure that this version has a model, before anything is loaded for it.
 *
 * @throws {WeftError} `usage` with the names of the models.
 */
export function requireModel(model: string): void {
  if (Object.hasOwn(trainable, model)) return;
  throw new WeftError(
    "usage",
    `Cannot train ${model}: it is not part of this version of weft`,
    `Use --model ${Object.keys(models).join(" or --model ")}`,
  );
}

/** The rows of the settings that recipes have and flags change. */
const recipeFlags = settingsWithFlag.filter(({ from }) => from === "recipe");

/**
 * Makes sure that each given flag belongs to one of the chosen models.
 *
 * @throws {WeftError} `usage` with the models that have the flag's setting.
 */
export function requireFlagsOfModels(chosen: readonly string[], flags: TrainFlags): void {
  const has = (model: string, key: string) => key in trainable[model]!.recipes.default;
  const stray = recipeFlags.find(({ key, flag }) =>
    valueOfFlag(flags, flag.name) !== undefined && !chosen.some((model) => has(model, key))
  );
  if (!stray) return;
  const owners = Object.keys(models).filter((model) => has(model, stray.key));
  throw new WeftError(
    "usage",
    `--${stray.flag.name} does not go with --model ${chosen.join(", ")}: it has no ${
      stray.title ?? stray.key
    }`,
    `Leave it out, or use --model ${owners.join(" or --model ")}`,
  );
}

/**
 * The settings of a new run: the values of the flags, else those of the recipe.
 *
 * @throws {WeftError} `usage` when they leave no images to train on, or none to validate on where
 * `--patience` needs some.
 */
export function chooseConfig(
  model: string,
  flags: TrainFlags,
  dataset: Dataset,
  provider: ChosenBackend,
): RunConfig {
  requireModel(model);
  const recipe: Recipe = trainable[model]!.recipes[flags.recipe];
  const chosen = { ...recipe, ...givenSettings(recipe, flags) };
  const available = Math.min(flags.limit ?? Infinity, dataset.train.count);
  const valSplit = flags.valSplit ?? shareOf(recipe.valSplit, available);
  requireImages(available, valSplit, flags);
  const { limit, patience, backend, threads, tf32, ...others } = Object.fromEntries(
    flagKeys.map((key) => [key, flags[key]]),
  ) as Pick<TrainFlags, typeof flagKeys[number]>;
  const { name, title, synthetic, verified, source, hashes } = dataset;
  // The order is that of config.json.
  return {
    ...chosen,
    batchSize: Math.min(chosen.batchSize, available - valSplit),
    ...defined(others),
    model,
    valSplit,
    ...defined({ limit, patience }),
    dataset: { name, title, synthetic, verified, data: flags.data, source, hashes },
    backend,
    provider,
    ...(tf32 && provider === "cuda" ? { tf32 } : {}),
    threads: resolveThreads(provider, threads).threads!, // known wherever there is a command line
    versions: versions(),
  };
}

/** The settings of a recipe that are given by flags. */
function givenSettings(recipe: Recipe, flags: TrainFlags): Partial<Recipe> {
  const given = recipeFlags.map(({ key, flag }) => [key, valueOfFlag(flags, flag.name)] as const);
  return Object.fromEntries(
    given.filter(([key, value]) => key in recipe && value !== undefined),
  );
}

/** The number of validation images of a recipe, scaled down for fewer training images. */
function shareOf(valSplit: number, available: number): number {
  return Math.floor(valSplit * Math.min(1, available / RECIPE_IMAGES));
}

function requireImages(available: number, valSplit: number, { patience }: TrainFlags): void {
  if (valSplit >= available) {
    throw new WeftError(
      "usage",
      `--val-split: expected less than the ${available} training images, got ${valSplit}`,
      "Leave images to train on",
    );
  }
  if (patience !== undefined && valSplit === 0) {
    throw new WeftError(
      "usage",
      "--patience needs validation images, and there are none",
      "Add --val-split 5000",
    );
  }
}

/** An object's properties without those that are `undefined`. */
type Defined<Values> =
  & { [Key in keyof Values as undefined extends Values[Key] ? never : Key]: Values[Key] }
  & {
    [Key in keyof Values as undefined extends Values[Key] ? Key : never]?: Exclude<
      Values[Key],
      undefined
    >;
  };

function defined<Values extends object>(values: Values): Defined<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<Values>;
}

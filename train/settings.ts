// This module is browser compatible.

/**
 * The table of settings. A setting is a key of config.json. All of these follow from its row: its
 * flag, the check of config.json, its place in descriptions and model cards and in the command that
 * repeats a run, and its refusal beside `--resume`. The values of a recipe are in the model's file.
 */

import type { AllowedValues } from "../cli/allowed_values.ts";
import type { Flag } from "../cli/flag.ts";
import { data, tf32, threads } from "../cli/shared_flags.ts";
import { lenetVariants, models, RECIPE_NAMES } from "../models/mod.ts";
import { BACKENDS } from "../runtime/backends.ts";
import { schedules } from "./schedule.ts";

/** A flag with its name, without `--`. */
type NamedFlag = Flag & { readonly name: string };

/** A row of the table. */
interface Setting {
  /** The result of `typeof` for the value in config.json. */
  readonly type: "string" | "number" | "boolean" | "object";
  /**
   * The origin of the value.
   * - `recipe`: the model's recipe, or else the flag. Models without the key lack the setting.
   * - `flag`: the flag, which has the name of the key.
   * - `run`: the machine and the data when the run begins.
   */
  readonly from: "recipe" | "flag" | "run";
  readonly flag?: NamedFlag;
  /** The values that config.json may have, where no flag says so. */
  readonly allowed?: AllowedValues;
  /** True when config.json may lack it. */
  readonly optional?: true;
  /** True when `--resume` allows its flag. */
  readonly resumable?: true;
  /** Its name in descriptions, model cards and errors, where only some models have it. */
  readonly title?: string;
}

const FRACTION: AllowedValues = { kind: "number", min: 0, max: 1 };

/** The settings by their keys in config.json, in the order of `--help` and of repeated commands. */
export const SETTINGS = {
  model: {
    type: "string",
    from: "flag",
    flag: {
      name: "model",
      kind: "choice",
      choices: [...Object.keys(models), "all"],
      more: lenetVariants.map(({ name }) => name),
      default: "lenet-modified",
      help: "Which model; vae encodes and generates images, the others classify them",
    },
  },
  recipe: {
    type: "string",
    from: "flag",
    flag: {
      name: "recipe",
      kind: "choice",
      choices: RECIPE_NAMES,
      default: "default",
      help: "Settings that fit together: best takes longest, fast about a minute",
    },
  },
  epochs: {
    type: "number",
    from: "recipe",
    flag: {
      name: "epochs",
      kind: "integer",
      value: "N",
      min: 1,
      max: 10_000,
      defaultHelp: "the recipe's",
      help: "Passes over the training images",
    },
  },
  batchSize: {
    type: "number",
    from: "recipe",
    flag: {
      name: "batch-size",
      kind: "integer",
      value: "N",
      min: 1,
      max: 16_384,
      defaultHelp: "the recipe's",
      help: "Images a step",
    },
  },
  learningRate: {
    type: "number",
    from: "recipe",
    flag: {
      name: "lr",
      kind: "number",
      value: "X",
      min: 1e-9,
      max: 100,
      defaultHelp: "the recipe's",
      help: "Peak learning rate",
    },
  },
  schedule: {
    type: "string",
    from: "recipe",
    allowed: { kind: "choice", choices: Object.keys(schedules) },
  },
  optimizer: { type: "object", from: "recipe" },
  augmentation: { type: "object", from: "recipe" },
  labelSmoothing: { type: "number", from: "recipe", title: "label smoothing", allowed: FRACTION },
  dropout: { type: "number", from: "recipe", title: "dropout", allowed: FRACTION },
  latent: {
    type: "number",
    from: "recipe",
    title: "latent dimensions",
    flag: {
      name: "latent",
      kind: "integer",
      value: "N",
      min: 1,
      max: 512,
      defaultHelp: "16",
      help: "Dimensions of the VAE's latent space; 2 can be drawn whole",
    },
  },
  beta: {
    type: "number",
    from: "recipe",
    title: "KL weight",
    flag: {
      name: "beta",
      kind: "number",
      value: "X",
      min: 0,
      max: 1000,
      defaultHelp: "1, which makes the loss the negative ELBO",
      help: "Weight of the divergence in the VAE's loss",
    },
  },
  klWarmUp: {
    type: "number",
    from: "recipe",
    title: "epochs of KL warm-up",
    flag: {
      name: "kl-warm-up",
      kind: "integer",
      value: "N",
      min: 0,
      max: 10_000,
      defaultHelp: "0",
      help: "Epochs in which that weight rises from 0",
    },
  },
  seed: {
    type: "number",
    from: "flag",
    flag: {
      name: "seed",
      kind: "integer",
      value: "N",
      default: 1,
      min: 0,
      max: 2 ** 31 - 1,
      help: "Seed of parameters, order, augmentation and dropout",
    },
  },
  valSplit: {
    type: "number",
    from: "recipe",
    flag: {
      name: "val-split",
      kind: "integer",
      value: "N",
      min: 0,
      defaultHelp: "the recipe's",
      help: "Training images set aside to validate on after each epoch",
    },
  },
  /** Epochs without a lower validation loss after which the run stops; missing: never. */
  patience: {
    type: "number",
    from: "flag",
    optional: true,
    flag: {
      name: "patience",
      kind: "integer",
      value: "N",
      min: 1,
      defaultHelp: "never stop early",
      help: "Stop after N epochs without a lower validation loss, and keep the best epoch",
    },
  },
  /** Number of training images, the first ones; missing: all. */
  limit: {
    type: "number",
    from: "flag",
    optional: true,
    flag: {
      name: "limit",
      kind: "integer",
      value: "N",
      min: 2,
      defaultHelp: "all",
      help: "Use only the first N training images",
    },
  },
  dataset: {
    type: "object",
    from: "run",
    resumable: true, // the same images may be elsewhere now
    flag: { name: "data", ...data("Where Fashion-MNIST comes from", "auto"), default: "auto" },
  },
  /** The value of `--backend`. */
  backend: {
    type: "string",
    from: "flag",
    flag: {
      name: "backend",
      kind: "choice",
      choices: BACKENDS,
      default: "auto",
      help: "Where to train; auto takes CUDA where it works, else the CPU",
    },
  },
  provider: { type: "string", from: "run" },
  threads: {
    type: "number",
    from: "flag",
    flag: { name: "threads", ...threads("Threads; the result depends on it in the last bits") },
  },
  /** Present when CUDA may round float32 to TF32. */
  tf32: { type: "boolean", from: "flag", optional: true, flag: { name: "tf32", ...tf32 } },
  versions: { type: "object", from: "run" },
} as const satisfies Readonly<Record<string, Setting>>;

type Settings = typeof SETTINGS;

/** Keys of the rows that are like `Row`. */
type KeysOf<Row> = {
  [Key in keyof Settings]: Settings[Key] extends Row ? Key : never;
}[keyof Settings];

/** Keys of the settings whose values are those of their flags. */
export type FlagKey = KeysOf<{ readonly from: "flag" }>;

type OptionalKey = KeysOf<{ readonly from: "flag"; readonly optional: true }>;

/** The type of a setting's value. */
type Value<Row> = Row extends { flag: { kind: "choice"; choices: readonly (infer Choice)[] } }
  ? Choice
  : Row extends { type: "number" } ? number
  : Row extends { type: "boolean" } ? boolean
  : string;

/** The settings that flags give, as config.json has them. */
export type FlagSettings =
  & { readonly [Key in Exclude<FlagKey, OptionalKey>]: Value<Settings[Key]> }
  & { readonly [Key in OptionalKey]?: Value<Settings[Key]> };

/** The flags of the settings, by name. */
type SettingFlags = {
  readonly [
    Key in keyof Settings as Settings[Key] extends { flag: { name: infer Name extends string } }
      ? Name
      : never
  ]: Settings[Key] extends { flag: infer Own } ? Own : never;
};

/** The rows of the table with their keys. */
export const settings: readonly (Setting & { readonly key: string })[] = Object.entries(SETTINGS)
  .map(([key, setting]) => ({ key, ...setting }));

/** The rows that have a flag. */
export const settingsWithFlag = settings.flatMap(({ flag, ...setting }) =>
  flag ? [{ ...setting, flag }] : []
);

/** Keys of the settings whose values are those of their flags. */
export const flagKeys = settings.filter(({ from }) => from === "flag")
  .map(({ key }) => key as FlagKey);

/** The flags of the settings, for the flag table of a command. */
export const settingFlags = Object.fromEntries(
  settingsWithFlag.map(({ flag }) => [flag.name, flag]),
) as unknown as SettingFlags;

/** The value that the parsed flags of a command have for a flag. */
export function valueOfFlag(flags: Readonly<Record<string, unknown>>, name: string): unknown {
  return flags[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
}

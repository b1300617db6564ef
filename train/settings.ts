import * as tf from "@tensorflow/tfjs";
import { cpus } from "node:os";
import project from "../deno.json" with { type: "json" };
import type { FlagValues } from "../cli/flags.ts";
import { shellWord } from "../cli/shell_word.ts";
import type { Dataset } from "../data/load.ts";
import { WeftError } from "../error.ts";
import type { ChosenBackend } from "../runtime/runtime.ts";
import { resolveThreads } from "../runtime/resolve_threads.ts";
import { models, trainable } from "../models/mod.ts";
import type { RunConfig } from "./config.ts";
import { ownFlags, ownSettings } from "./own_settings.ts";
import { recipes } from "./recipes.ts";
import type { SPEC } from "./spec.ts";

type Flags = FlagValues<typeof SPEC>;

/** Versions of what computes: the same run needs the same ones. */
export function versions(): Record<string, string> {
  const onnxruntime = project.imports["onnxruntime-node"].split("@").at(-1)!;
  return {
    weft: project.version,
    deno: Deno.version.deno,
    tfjs: tf.version.tfjs,
    onnxruntime,
    // ONNX Runtime chooses its kernels by it, and with them the last bits.
    processor: cpus()[0]?.model ?? "unknown",
  };
}

/** How many training images a recipe's validation split is meant for: all of Fashion-MNIST. */
const RECIPE_IMAGES = 60_000;

/**
 * Makes sure that this version has a model, before anything is loaded for it.
 *
 * @throws {WeftError} `usage` with the names that there are.
 */
export function requireModel(model: string): void {
  if (Object.hasOwn(trainable, model) && Object.hasOwn(recipes, model)) return;
  throw new WeftError(
    "usage",
    `Cannot train ${model}: it is not part of this version of weft`,
    `Use --model ${Object.keys(models).join(" or --model ")}`,
  );
}

/** A run's settings: what the flags say, else what the recipe says. */
export function chooseConfig(
  model: string,
  flags: Flags,
  dataset: Dataset,
  provider: ChosenBackend,
): RunConfig {
  requireModel(model);
  const recipe = recipes[model]![flags.recipe];
  const available = Math.min(flags.limit ?? Infinity, dataset.train.count);
  // A smaller set, or a part of it by --limit, keeps the recipe's share.
  const share = Math.floor(recipe.valSplit * Math.min(1, available / RECIPE_IMAGES));
  const valSplit = flags.valSplit ?? share;
  if (valSplit >= available) {
    throw new WeftError(
      "usage",
      `--val-split: expected less than the ${available} training images, got ${valSplit}`,
      "Leave images to train on",
    );
  }
  if (flags.patience !== undefined && valSplit === 0) {
    throw new WeftError(
      "usage",
      "--patience needs validation images, and there are none",
      "Add --val-split 5000",
    );
  }
  const { name, title, synthetic, verified, source, hashes } = dataset;
  return {
    ...recipe,
    model,
    recipe: flags.recipe,
    epochs: flags.epochs ?? recipe.epochs,
    batchSize: Math.min(flags.batchSize ?? recipe.batchSize, available - valSplit),
    learningRate: flags.lr ?? recipe.learningRate,
    ...ownFlags(model, flags),
    seed: flags.seed,
    valSplit,
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    ...(flags.patience === undefined ? {} : { patience: flags.patience }),
    dataset: { name, title, synthetic, verified, data: flags.data, source, hashes },
    backend: flags.backend,
    provider,
    ...(flags.tf32 && provider === "cuda" ? { tf32: true } : {}),
    threads: resolveThreads(provider, flags.threads).threads!, // known wherever there is a command line
    versions: versions(),
  };
}

/** The command that repeats a run from the start. */
export function commandOf(config: RunConfig): string {
  const recipe = recipes[config.model]![config.recipe];
  const parts: [string, unknown, unknown][] = [
    ["--recipe", config.recipe, "default"],
    ["--epochs", config.epochs, recipe.epochs],
    ["--batch-size", config.batchSize, recipe.batchSize],
    ["--lr", config.learningRate, recipe.learningRate],
    ...settingsOf(config).flatMap(({ key, flag, value }): [string, unknown, unknown][] =>
      flag ? [[flag, value, recipe[key as keyof typeof recipe]]] : []
    ),
    ["--seed", config.seed, 1],
    ["--val-split", config.valSplit, recipe.valSplit],
    ["--patience", config.patience, undefined],
    ["--limit", config.limit, undefined],
    ["--data", config.dataset.synthetic ? "synthetic" : config.dataset.data, "auto"],
    ["--backend", config.backend, "auto"],
    ["--threads", config.threads, undefined],
  ];
  const flags = parts.filter(([, value, usual]) => value !== undefined && value !== usual)
    .map(([flag, value]) => `${flag} ${shellWord(String(value))}`);
  if (config.tf32) flags.push("--tf32");
  const { synthetic, verified } = config.dataset;
  if (!verified && !synthetic) flags.push("--unverified");
  return ["deno task train --model", config.model, ...flags].join(" ");
}

/** What only the run's model has, with its values. */
function settingsOf(config: RunConfig) {
  const values: Partial<Record<string, unknown>> = { ...config };
  return ownSettings.filter(({ key }) => key in values)
    .map((setting) => ({ ...setting, value: values[setting.key] }));
}

const count = (n: number) => n.toLocaleString("en-US");

const plural = (n: number, what: string) => `${count(n)} ${what}${n === 1 ? "" : "s"}`;

/** A run's settings in a few lines for people. */
export function describeConfig(config: RunConfig, parameters: number, trained: number): string {
  const { optimizer, augmentation: { flip, shift } } = config;
  const own = settingsOf(config).map(({ title, value }) => `${title} ${value}`);
  const lines = [
    ["model", `${config.model}, ${count(parameters)} parameters`],
    [
      "data",
      `${config.dataset.title}: ${count(trained)} images to train on, ${
        count(config.valSplit)
      } to validate on`,
    ],
    ["", config.dataset.synthetic ? config.dataset.source : `from ${config.dataset.source}`],
    [
      "recipe",
      `${config.recipe}: ${
        plural(config.epochs, "epoch")
      }, batch size ${config.batchSize}, seed ${config.seed}`,
    ],
    [
      "optimizer",
      `${optimizer.name}, ${config.schedule} learning rate ${config.learningRate}, weight decay ${optimizer.weightDecay}`,
    ],
    [
      "variation",
      `flips ${flip ? "on" : "off"}, shifts ${shift}, ${own.join(", ")}`,
    ],
    [
      "backend",
      `${config.provider}${config.tf32 ? " with TF32" : ""}, ${plural(config.threads, "thread")}${
        config.backend === "auto" ? " (chosen by auto)" : ""
      }`,
    ],
  ];
  return lines.map(([what, text]) => `${what!.padEnd(10)} ${text}\n`).join("");
}

/** Refuses to resume on other images than the run began with. */
export function requireSameData(config: RunConfig, dataset: Dataset, folder: string): void {
  const before = config.dataset.hashes;
  const changed = Object.keys(before).find((file) => before[file] !== dataset.hashes[file]);
  if (changed === undefined && dataset.name === config.dataset.name) return;
  throw new WeftError(
    "data",
    `Cannot resume ${folder}: it was trained on ${config.dataset.title}, and the data now at ` +
      `hand (${dataset.title}) differ${changed ? ` in ${changed}` : ""}`,
    "Give the same files with --data, or start a new run",
  );
}

/**
 * Says which versions have changed since a run began: it then continues, but no longer bit for bit.
 */
export function changedVersions({ versions: before }: RunConfig): string | undefined {
  const changed = Object.entries(versions())
    .filter(([name, version]) => before[name] !== version)
    .map(([name, version]) => `${name} ${before[name]} is now ${version}`);
  if (changed.length === 0) return undefined;
  return `Since this run began ${
    changed.join(", ")
  }: its last bits may differ from an uninterrupted run's`;
}

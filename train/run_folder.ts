import { join } from "node:path";
import { fileError, writeFileAtomic } from "../cli/file.ts";
import { WeftError } from "../error.ts";
import type { RunConfig } from "./config.ts";
import { recipes } from "./recipes.ts";
import { runFiles } from "./run_files.ts";

/** How well a model does: its loss in nats, and what else its task measures. */
export interface Scores {
  readonly loss: number;
  readonly [measure: string]: number;
}

/** One line of metrics.jsonl. */
export interface EpochMetrics {
  readonly epoch: number;
  /** Training steps since the run began. */
  readonly step: number;
  /** Time spent training and validating since the run began. */
  readonly seconds: number;
  readonly train: Scores;
  readonly val?: Scores;
  /** Of the finished model only: the test set is looked at once. */
  readonly test?: Readonly<Record<string, number>>;
  /** Learning rate of the epoch's last step. */
  readonly lr: number;
}

/** What summary.json says of a finished run of any task. */
export interface RunSummary {
  readonly model: string;
  readonly title: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  /** Number of trainable parameters. */
  readonly parameters: number;
  readonly epochs: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly provider: string;
}

/** Makes the folder of a new run; an existing run is never written over. */
export async function createRunFolder(folder: string): Promise<void> {
  await requireNewRun(folder);
  try {
    await Deno.mkdir(join(folder, runFiles.figures), { recursive: true });
  } catch (error) {
    throw fileError("make", folder, error);
  }
}

/**
 * Makes sure that a new run in `folder` would write over nothing.
 *
 * @throws {WeftError} `usage` when it has a file that a run writes; `file` when it cannot be looked
 * into.
 */
export async function requireNewRun(folder: string): Promise<void> {
  const names = await namesIn(folder);
  const taken = Object.values(runFiles).find((name) => names.includes(name));
  if (taken === undefined) return;
  // A run that could not even write its configuration leaves an empty folder for figures.
  if (taken === runFiles.figures && (await namesIn(join(folder, taken))).length === 0) return;
  const isRun = names.includes(runFiles.config);
  throw new WeftError(
    "usage",
    isRun
      ? `Cannot start a run in ${folder}: it already holds one`
      : `Cannot start a run in ${folder}: it already has a ${taken}`,
    `${isRun ? `Continue it with --resume ${folder}, or choose` : "Choose"} another --out`,
  );
}

/** Names of the entries of a folder; none when there is no such folder yet. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw fileError("use", folder, error);
  }
}

/** Reads a file of a run; `undefined` when there is none. */
async function readRunFile(folder: string, name: string): Promise<Uint8Array | undefined> {
  const path = join(folder, name);
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw fileError("read", path, error);
  }
}

/** Reads the configuration of a run that is to be resumed. */
export async function readConfig(folder: string): Promise<RunConfig> {
  const bytes = await readRunFile(folder, runFiles.config);
  if (!bytes) {
    throw new WeftError(
      "usage",
      `Cannot resume ${folder}: it has no ${runFiles.config}`,
      "Give --resume the folder of a run, such as runs/lenet-20260101-120000",
    );
  }
  const path = join(folder, runFiles.config);
  const config = parseJson<Partial<Record<string, unknown>> | null>(bytes, path);
  const recipe = recipes[String(config?.model)]?.default ?? {};
  const own = Object.entries(recipe).map(([key, value]) => [key, typeof value] as const);
  const wrong = [...Object.entries(CONFIG_TYPES), ...own].find(([key, type]) =>
    typeof config?.[key] !== type || config?.[key] === null
  );
  if (!wrong) return config as unknown as RunConfig;
  throw new WeftError(
    "file",
    `Cannot resume ${folder}: "${wrong[0]}" in its ${runFiles.config} is not as weft wrote it`,
    "Restore the file from a copy, or train again with another --out",
  );
}

/**
 * What each setting of config.json beside the recipe's own is, as far as a resumed run depends on
 * it.
 */
const CONFIG_TYPES: Readonly<Partial<Record<keyof RunConfig, string>>> = {
  model: "string",
  recipe: "string",
  seed: "number",
  dataset: "object",
  backend: "string",
  provider: "string",
  threads: "number",
  versions: "object",
};

/** Reads the bytes of a run's checkpoint; `undefined` when it was stopped before the first one. */
export function readCheckpointBytes(folder: string): Promise<Uint8Array | undefined> {
  return readRunFile(folder, runFiles.checkpoint);
}

/** Reads the metrics of the epochs before `epoch`. */
export async function readMetrics(folder: string, epoch: number): Promise<EpochMetrics[]> {
  const bytes = await readRunFile(folder, runFiles.metrics) ?? new Uint8Array();
  const lines = new TextDecoder().decode(bytes).split("\n").filter((line) => line !== "");
  return lines.map((line) =>
    parseJson<EpochMetrics>(new TextEncoder().encode(line), join(folder, runFiles.metrics))
  ).filter((line) => line.epoch < epoch);
}

/** Writes all of metrics.jsonl: a file is complete or the one before. */
export async function writeMetrics(
  folder: string,
  metrics: readonly EpochMetrics[],
): Promise<void> {
  const text = metrics.map((line) => `${JSON.stringify(line)}\n`).join("");
  await writeFileAtomic(join(folder, runFiles.metrics), text);
}

/** Writes a value as a JSON file for people and programs. */
export async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await writeFileAtomic(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}

function parseJson<T>(bytes: Uint8Array, path: string): T {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch (cause) {
    throw new WeftError(
      "file",
      `Cannot read ${path}: it is not JSON`,
      "Restore the file from a copy, or train again with another --out",
      { cause },
    );
  }
}

import { dirname, join } from "node:path";
import { fileError, makeFolder, writeFileAtomic } from "../cli/file.ts";
import { accepts } from "../cli/allowed_values.ts";
import { WeftError } from "../error.ts";
import { trainable } from "../models/mod.ts";
import type { RunConfig } from "./config.ts";
import { runFiles } from "./run_files.ts";
import { isLocked } from "./run_lock.ts";
import { settings } from "./settings.ts";

/** The scores of a model: its loss in nats, and the measures of its kind of model. */
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
  /** In the last line only: a run uses the test images once. */
  readonly test?: Readonly<Record<string, number>>;
  /** Learning rate of the epoch's last step. */
  readonly lr: number;
}

/** summary.json, as far as every kind of model has it. */
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

/**
 * Makes a folder with a name that no other process has: `path`, or `path-2` and so on where that
 * exists.
 *
 * @returns The folder.
 */
export async function makeNewFolder(path: string): Promise<string> {
  await makeFolder(dirname(path));
  for (let count = 1;; count++) {
    const folder = count === 1 ? path : `${path}-${count}`;
    try {
      await Deno.mkdir(folder);
      return folder;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw fileError("make", folder, error);
    }
  }
}

/**
 * Makes the folder of a new run.
 *
 * @throws {WeftError} The errors of {@linkcode requireNewRun}.
 */
export async function createRunFolder(folder: string): Promise<void> {
  await requireNewRun(folder);
  try {
    await Deno.mkdir(join(folder, runFiles.figures), { recursive: true });
  } catch (error) {
    throw fileError("make", folder, error);
  }
}

/**
 * Makes sure that a new run in `folder` would not overwrite anything.
 *
 * @throws {WeftError} `usage` when it has a file that a run writes; `file` when it cannot be read.
 */
export async function requireNewRun(folder: string): Promise<void> {
  const names = await namesIn(folder);
  const taken = Object.values(runFiles).find((name) => names.includes(name));
  if (taken === undefined) return;
  // A run that failed before it wrote its configuration leaves an empty folder for figures.
  if (taken === runFiles.figures && (await namesIn(join(folder, taken))).length === 0) return;
  const isLive = await isLocked(folder);
  const isRun = names.includes(runFiles.config);
  const why = isLive
    ? "another process is training there"
    : isRun
    ? "it already holds one"
    : `it already has a ${taken}`;
  const resume = isRun && !isLive ? `Continue it with --resume ${folder}, or choose` : "Choose";
  throw new WeftError(
    "usage",
    `Cannot start a run in ${folder}: ${why}`,
    `${resume} another --out`,
  );
}

/** Names of the entries of a folder; none when it does not exist. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw fileError("use", folder, error);
  }
}

/** Reads a file of a run; `undefined` when it does not exist. */
async function readRunFile(folder: string, name: string): Promise<Uint8Array | undefined> {
  const path = join(folder, name);
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw fileError("read", path, error);
  }
}

/**
 * Reads the configuration of a run.
 *
 * @throws {WeftError} `usage` when the folder has none; `file` when it is damaged.
 */
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
  const config = parseJson<Partial<Record<string, unknown>> | null>(bytes, path) ?? {};
  const damaged = damagedSetting(config);
  if (damaged === undefined) return config as unknown as RunConfig;
  throw new WeftError(
    "file",
    `Cannot resume ${folder}: "${damaged}" in its ${runFiles.config} is not as weft wrote it`,
    "Restore the file from a copy, or train again with another --out",
  );
}

/** The first setting that a config.json lacks, or has with a value that its flag refuses. */
function damagedSetting(config: Partial<Record<string, unknown>>): string | undefined {
  const model = String(config.model);
  const recipe = Object.hasOwn(trainable, model) ? trainable[model]!.recipes.default : {};
  const damaged = settings.find(({ key, type, from, optional, flag, allowed = flag }) => {
    const value = config[key];
    if (value === undefined) return !optional && (from !== "recipe" || key in recipe);
    if (value === null || typeof value !== type) return true;
    // A model that this version lacks has an error of its own.
    return type !== "object" && key !== "model" && allowed && !accepts(allowed, value);
  });
  return damaged?.key;
}

/** Reads a run's checkpoint; `undefined` for a run that was stopped before the first one. */
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

/** Writes metrics.jsonl atomically. */
export async function writeMetrics(
  folder: string,
  metrics: readonly EpochMetrics[],
): Promise<void> {
  const text = metrics.map((line) => `${JSON.stringify(line)}\n`).join("");
  await writeFileAtomic(join(folder, runFiles.metrics), text);
}

/** Writes a value as a JSON file of a run. */
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

import { join } from "node:path";
import { fileError, writeFileAtomic } from "../cli/file.ts";
import { WeftError } from "../error.ts";
import type { RunConfig } from "./config.ts";

/** Loss in nats and accuracy in 0..1. */
export interface Scores {
  readonly loss: number;
  readonly accuracy: number;
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
  readonly test?: Scores;
  /** Learning rate of the epoch's last step. */
  readonly lr: number;
}

/** Names of the files in a run's folder. */
export const runFiles = {
  config: "config.json",
  metrics: "metrics.jsonl",
  summary: "summary.json",
  model: "model.onnx",
  checkpoint: "checkpoint.safetensors",
  card: "README.md",
  figures: "figures",
} as const;

/** Makes the folder of a new run; an existing run is never written over. */
export async function createRunFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(join(folder, runFiles.figures), { recursive: true });
  } catch (error) {
    throw fileError("make", folder, error);
  }
  const entries = [...Deno.readDirSync(folder)].map(({ name }) => name);
  const taken = entries.find((name) =>
    Object.values<string>(runFiles).includes(name) && name !== runFiles.figures
  );
  if (!taken) return;
  throw new WeftError(
    "usage",
    `Cannot start a run in ${folder}: it already holds one (${taken})`,
    `Continue it with --resume ${folder}, or choose another --out`,
  );
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
  return parseJson<RunConfig>(bytes, join(folder, runFiles.config));
}

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

import { dirname, join } from "node:path";
import { fileError, writeFileAtomic } from "../../cli/file.ts";
import { sha256 } from "../../data/sha256.ts";
import type { Block } from "./document.ts";
import type { StageResult } from "./stage.ts";

/** What is kept of a stage that is done. */
export interface StoredStage {
  /** What its result depended on, as a hash. */
  readonly key: string;
  /** How long it took. */
  readonly seconds: number;
  readonly data: unknown;
  readonly blocks: readonly Block[];
  /** Paths of its files below FOLDER/files. */
  readonly files: readonly string[];
}

const RESULT = "result.json";
const FILES = "files";

/**
 * A hash of all that a stage's result depends on: equal values give equal keys, whatever the order
 * of their properties.
 *
 * @example
 * ```ts
 * console.assert(await stageKey({ a: 1, b: 2 }) === await stageKey({ b: 2, a: 1 }));
 * ```
 */
export async function stageKey(dependsOn: unknown): Promise<string> {
  return await sha256(JSON.stringify(sorted(dependsOn)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

/**
 * Reads a stage's result; `undefined` where there is none, or one with another key, or a damaged
 * one.
 */
export async function readStage(folder: string, key: string): Promise<StoredStage | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(join(folder, RESULT));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw fileError("read", join(folder, RESULT), error);
  }
  const stored = parse(text);
  if (stored?.key !== key) return undefined;
  for (const path of stored.files) {
    if (!await Deno.stat(join(folder, FILES, path)).then(({ isFile }) => isFile, () => false)) {
      return undefined;
    }
  }
  return stored;
}

function parse(text: string): StoredStage | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // it is done again
  }
}

/**
 * Keeps a stage's result: its files first, then, in one piece, what makes it count as done.
 *
 * @throws {WeftError} `file` where something cannot be written.
 */
export async function writeStage(
  folder: string,
  key: string,
  seconds: number,
  { data, blocks, files = [] }: StageResult,
): Promise<StoredStage> {
  const place = join(folder, FILES);
  try {
    // Those of other settings would stay beside the new ones.
    await Deno.remove(place, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw fileError("replace", place, error);
  }
  for (const { path, bytes } of files) {
    await makeFolder(dirname(join(place, path)));
    await writeFileAtomic(join(place, path), bytes);
  }
  const stored = { key, seconds, data, blocks, files: files.map(({ path }) => path) };
  const text = JSON.stringify(stored);
  await writeFileAtomic(join(folder, RESULT), text);
  // What is read again later is what is used now: JSON has no NaN and no typed arrays.
  return JSON.parse(text);
}

/** Reads one of a stage's files. */
export async function readStageFile(folder: string, path: string): Promise<Uint8Array> {
  const file = join(folder, FILES, path);
  return await Deno.readFile(file).catch((error) => {
    throw fileError("read", file, error);
  });
}

/** Makes a folder and those that it is in. */
export async function makeFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true }).catch((error) => {
    throw fileError("make", path, error);
  });
}

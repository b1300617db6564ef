import { dirname, join } from "node:path";
import { fileError, makeFolder, writeFileAtomic } from "../../../cli/file.ts";
import { sha256 } from "../../../data/sha256.ts";
import type { Block } from "../document/document.ts";
import type { StageResult } from "./stage.ts";

/** The stored result of a stage that is done. */
export interface StoredStage {
  /** The hash of everything that the result depends on. */
  readonly key: string;
  /** The time that the stage took. */
  readonly seconds: number;
  readonly data: unknown;
  readonly blocks: readonly Block[];
  /** The paths of its files below FOLDER/files. */
  readonly files: readonly string[];
}

const RESULT = "result.json";
const FILES = "files";

/**
 * Hashes everything that a stage's result depends on. The order of properties does not matter.
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
 * Reads the result of a stage.
 *
 * @returns `undefined` when there is no result, or it has another key, or it is damaged.
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
    return undefined; // damaged: the stage runs again
  }
}

/**
 * Writes the result of a stage: its files first, then atomically the JSON that marks it as done.
 *
 * @returns The result as {@linkcode readStage} reads it.
 * @throws {WeftError} `file` when a file cannot be written.
 */
export async function writeStage(
  folder: string,
  key: string,
  seconds: number,
  { data, blocks, files = [] }: StageResult,
): Promise<StoredStage> {
  const root = join(folder, FILES);
  try {
    // Remove the files of a result with other settings.
    await Deno.remove(root, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw fileError("replace", root, error);
  }
  for (const { path, bytes } of files) {
    await makeFolder(dirname(join(root, path)));
    await writeFileAtomic(join(root, path), bytes);
  }
  const stored = { key, seconds, data, blocks, files: files.map(({ path }) => path) };
  const text = JSON.stringify(stored);
  await writeFileAtomic(join(folder, RESULT), text);
  // JSON has no NaN and no typed arrays: a later call must read the same values.
  return JSON.parse(text);
}

/**
 * Reads a file of a stage.
 *
 * @throws {WeftError} `file` when it cannot be read.
 */
export async function readStageFile(folder: string, path: string): Promise<Uint8Array> {
  const file = join(folder, FILES, path);
  return await Deno.readFile(file).catch((error) => {
    throw fileError("read", file, error);
  });
}

import { join } from "node:path";
import { fileError } from "../../../cli/file.ts";
import type { RunConfig } from "../../../train/config.ts";
import { runFiles } from "../../../train/run_files.ts";
import type { RunSummary } from "../../../train/run_folder.ts";

/** A run with the wanted settings. */
export interface FoundRun {
  readonly folder: string;
  readonly name: string;
  /** True when the run has a summary; else it was interrupted. */
  readonly finished: boolean;
}

/**
 * Finds the runs with the same settings, the finished ones first.
 *
 * @param parents Folders of run folders, in order of preference. They need not exist.
 */
export async function findRuns(
  wanted: RunConfig,
  parents: readonly string[],
): Promise<FoundRun[]> {
  const found: FoundRun[] = [];
  for (const parent of parents) {
    for (const name of await foldersIn(parent)) {
      const folder = join(parent, name);
      const config = await readJson(join(folder, runFiles.config)) as RunConfig | undefined;
      if (!config || !sameSettings(config, wanted)) continue;
      const summary = await readJson(join(folder, runFiles.summary)) as RunSummary | undefined;
      const finished = typeof summary?.model === "string";
      found.push({ folder, name, finished });
    }
  }
  return found.sort((a, b) => Number(b.finished) - Number(a.finished));
}

/**
 * Compares the settings of two runs. It ignores the threads and the processor, which change the
 * last bits only, and the path of the data.
 */
export function sameSettings(a: RunConfig, b: RunConfig): boolean {
  return JSON.stringify(comparableSettings(a)) === JSON.stringify(comparableSettings(b));
}

/** The settings that {@linkcode sameSettings} compares, in alphabetical order. */
export function comparableSettings(config: RunConfig): Record<string, unknown> {
  const { threads: _threads, backend: _backend, versions, dataset, ...settings } = config;
  const all: Record<string, unknown> = {
    ...settings,
    weft: versions?.weft,
    dataset: Object.entries(dataset?.hashes ?? {}).sort(),
  };
  return Object.fromEntries(Object.entries(all).sort(([x], [y]) => x < y ? -1 : 1));
}

async function foldersIn(parent: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(parent));
    return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw fileError("list", parent, error);
  }
}

/** Reads a JSON file of a run; `undefined` when it is missing or damaged. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return undefined;
  }
}

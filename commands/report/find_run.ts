import { join } from "node:path";
import { fileError } from "../../cli/file.ts";
import type { RunConfig } from "../../train/config.ts";
import { runFiles } from "../../train/run_files.ts";

/** A run whose settings are those that are wanted. */
export interface FoundRun {
  readonly folder: string;
  readonly name: string;
  /** Whether it ended, and so needs nothing more than to be read. */
  readonly finished: boolean;
}

/**
 * Finds a run with the same settings in some folders of runs: a finished one, else one that was
 * interrupted.
 *
 * @param places Folders of run folders, the one that is preferred first; they need not exist.
 */
export async function findRun(
  wanted: RunConfig,
  places: readonly string[],
): Promise<FoundRun | undefined> {
  const found: FoundRun[] = [];
  for (const place of places) {
    for (const name of await foldersIn(place)) {
      const folder = join(place, name);
      const config = await readJson(join(folder, runFiles.config)) as RunConfig | undefined;
      if (!config || !sameSettings(config, wanted)) continue;
      const finished = await readJson(join(folder, runFiles.summary)) !== undefined;
      found.push({ folder, name, finished });
    }
  }
  return found.find(({ finished }) => finished) ?? found[0];
}

/**
 * Whether two runs learn the same from the same: not so the threads and the processor, which decide
 * the last bits, and where the images were read from.
 */
export function sameSettings(a: RunConfig, b: RunConfig): boolean {
  return JSON.stringify(essence(a)) === JSON.stringify(essence(b));
}

/** The settings of a run that decide what it learns, in the order of their names. */
export function essence(config: RunConfig): Record<string, unknown> {
  const { threads: _threads, backend: _backend, versions, dataset, ...settings } = config;
  const all: Record<string, unknown> = {
    ...settings,
    weft: versions?.weft,
    dataset: Object.entries(dataset?.hashes ?? {}).sort(),
  };
  return Object.fromEntries(Object.entries(all).sort(([x], [y]) => x < y ? -1 : 1));
}

async function foldersIn(place: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(place));
    return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw fileError("look into", place, error);
  }
}

/**
 * A file of a run as JSON; `undefined` where there is none that can be read: it is then no run to
 * use.
 */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return undefined;
  }
}

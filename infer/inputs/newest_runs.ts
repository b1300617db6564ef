import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * Finds the newest finished run of each model, in the order of the models' names.
 *
 * @param runs The folder of all runs.
 * @param onSkip Called with a line for the user about a run whose summary.json is damaged.
 * @returns The folder of the run by the name of its model; empty when there is no run.
 *
 * @example
 * ```ts ignore
 * const lenet = (await newestRuns("runs")).get("lenet");
 * ```
 */
export async function newestRuns(
  runs: string,
  onSkip: (line: string) => void = () => {},
): Promise<Map<string, string>> {
  const newest = new Map<string, { time: number; folder: string }>();
  for (const name of await readdir(runs).catch(() => [])) {
    const folder = join(runs, name);
    const summary = join(folder, "summary.json");
    const time = await stat(summary).then(({ mtimeMs }) => mtimeMs, () => undefined);
    if (time === undefined) continue; // not finished
    const model = await modelOf(summary);
    if (model === undefined) {
      onSkip(`${folder} is left out: its summary.json is damaged`);
      continue;
    }
    if ((newest.get(model)?.time ?? -Infinity) < time) newest.set(model, { time, folder });
  }
  const sorted = [...newest].sort(([a], [b]) => a < b ? -1 : 1);
  return new Map(sorted.map(([model, { folder }]) => [model, folder]));
}

/** The model that a summary.json names; undefined when it is damaged. */
async function modelOf(path: string): Promise<string | undefined> {
  try {
    const { model } = JSON.parse(await readFile(path, "utf8"));
    return typeof model === "string" ? model : undefined;
  } catch {
    return undefined;
  }
}

import type { Dataset } from "../data/load.ts";
import { WeftError } from "../error.ts";
import type { RunConfig } from "./config.ts";
import { settingsWithFlag, valueOfFlag } from "./settings.ts";
import { SPEC, type TrainFlags } from "./spec.ts";

/** The flags that decide a run's result or its folder: a resumed run has its own. */
const DECIDED = [
  ...settingsWithFlag.filter(({ resumable }) => !resumable).map(({ flag }) => flag),
  { name: "out", ...SPEC.flags.out },
];

/**
 * Makes sure that no flag stands beside `--resume` that would change the run.
 *
 * @throws {WeftError} `usage` with the flag.
 */
export function requireNoSettings(flags: TrainFlags): void {
  const given = DECIDED.find((flag) => {
    const absent = flag.kind === "boolean" ? false : "default" in flag ? flag.default : undefined;
    return valueOfFlag(flags, flag.name) !== absent;
  });
  if (!given) return;
  throw new WeftError(
    "usage",
    `--${given.name} does not go with --resume: a resumed run keeps its own settings`,
    "Leave it out, or start a new run",
  );
}

/**
 * Makes sure that a run resumes on the images that it began with.
 *
 * @throws {WeftError} `data` with the file that differs.
 */
export function requireSameData(config: RunConfig, dataset: Dataset, folder: string): void {
  const before = config.dataset.hashes;
  const changed = Object.keys(before).find((file) => before[file] !== dataset.hashes[file]);
  if (changed === undefined && dataset.name === config.dataset.name) return;
  throw new WeftError(
    "data",
    `Cannot resume ${folder}: it was trained on ${config.dataset.title}, and the data found now ` +
      `(${dataset.title}) differ${changed ? ` in ${changed}` : ""}`,
    "Give the same files with --data, or start a new run",
  );
}

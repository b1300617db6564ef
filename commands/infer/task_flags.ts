// This module is browser compatible.
import type { FlagValues } from "../../cli/flags.ts";
import { WeftError } from "../../error.ts";
import type { SPEC } from "./spec.ts";

type Flags = FlagValues<typeof SPEC>;
type TaskName = Flags["task"];

/** The tasks that need a VAE. */
export type GenerativeTask = "reconstruct" | "interpolate" | "sample";

/** Whether a task needs a VAE. */
export function isGenerative(task: TaskName): task is GenerativeTask {
  return ["reconstruct", "interpolate", "sample"].includes(task);
}

/** The session options that `--threads` means. */
export function threadsOf({ threads }: Pick<Flags, "threads">): { readonly threads?: number } {
  return threads === undefined ? {} : { threads };
}

/** The flags that only some tasks know. */
const TASKS_OF: Readonly<Partial<Record<keyof Flags, readonly TaskName[]>>> = {
  from: ["interpolate"],
  to: ["interpolate"],
  steps: ["interpolate"],
  count: ["interpolate", "sample"],
  seed: ["interpolate", "sample"],
  input: ["classify", "embed", "reconstruct"],
  split: ["classify", "embed", "reconstruct", "interpolate"],
};

/**
 * Makes sure that each given flag means something to the task, and that those that go together are there.
 *
 * @throws {WeftError} `usage` with the tasks that know it.
 */
export function requireFlagsOfTask(flags: Flags): void {
  for (const [name, tasks] of Object.entries(TASKS_OF)) {
    const value = flags[name as keyof Flags];
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined;
    if (!isGiven || tasks.includes(flags.task)) continue;
    throw new WeftError(
      "usage",
      `--${name} does not go with --task ${flags.task}`,
      `Leave it out, or use --task ${tasks.join(" or --task ")}`,
    );
  }
  const { input, split, from, to, count } = flags;
  if (isGenerative(flags.task) && input.length > 0 && split) {
    throw new WeftError("usage", "Expected --input or --split, got both", "Leave one of them out");
  }
  if ((from === undefined) !== (to === undefined)) {
    throw new WeftError(
      "usage",
      `Expected --from and --to, got only ${from === undefined ? "--to" : "--from"}`,
      "Give the numbers of two images, or neither for random pairs",
    );
  }
  if (from !== undefined && count !== undefined) {
    throw new WeftError(
      "usage",
      "--count does not go with --from and --to: they are one pair",
      "Leave it out, or leave them out for random pairs",
    );
  }
}

// This module is browser compatible.
import { WeftError } from "../../error.ts";
import type { InferFlags } from "./spec.ts";

type TaskName = InferFlags["task"];

/** The tasks that need a VAE; the others need a classifier. */
export type VaeTaskName = "reconstruct" | "interpolate" | "sample";

/** Tells the tasks of a VAE from those of a classifier. */
export function isVaeTask(task: TaskName): task is VaeTaskName {
  return ["reconstruct", "interpolate", "sample"].includes(task);
}

/** The tasks that a flag goes with. A flag that is not listed goes with every task. */
const TASKS_OF: Readonly<Partial<Record<keyof InferFlags, readonly TaskName[]>>> = {
  from: ["interpolate"],
  to: ["interpolate"],
  steps: ["interpolate"],
  count: ["interpolate", "sample"],
  seed: ["interpolate", "sample"],
  input: ["classify", "embed", "reconstruct"],
  split: ["classify", "embed", "reconstruct", "interpolate"],
};

/**
 * Checks that every given flag goes with the task, and that flags which belong together are given
 * together.
 *
 * @throws {WeftError} `usage`, with the tasks that the flag goes with or the flag that is missing.
 */
export function requireFlagsOfTask(flags: InferFlags): void {
  const { input, split, from, to, count, task } = flags;
  for (const [name, tasks] of Object.entries(TASKS_OF)) {
    const value = flags[name as keyof InferFlags];
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined;
    if (!isGiven || tasks.includes(task)) continue;
    throw new WeftError(
      "usage",
      `--${name} does not go with --task ${task}`,
      `Leave it out, or use --task ${tasks.join(" or --task ")}`,
    );
  }
  if (!isVaeTask(task)) requireImages(flags);
  if (input.length > 0 && split) {
    throw new WeftError("usage", "Expected --input or --split, got both", "Leave one of them out");
  }
  for (const name of ["recursive", "strict"] as const) {
    if (!flags[name] || input.length > 0) continue;
    throw new WeftError("usage", `--${name} goes with --input only`, "Leave it out");
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

/** Checks that a classifier has images to read and that an embedding has a place to be written. */
function requireImages({ input, split, task, out, json }: InferFlags): void {
  if (input.length === 0 && !split) {
    throw new WeftError(
      "usage",
      "Nothing to classify: expected --input or --split",
      "For example --input shirt.png, or --split test",
    );
  }
  if (task === "embed" && !out && !(json && input.length > 0)) {
    throw new WeftError(
      "usage",
      "Nowhere to put the embedding: --task embed expects --out DIR",
      "Add --out DIR, or --json with --input",
    );
  }
}

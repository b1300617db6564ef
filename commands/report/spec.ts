// This module is browser compatible.

import type { CommandSpec } from "../../cli/flag.ts";
import { SPEC as TRAIN } from "../../train/spec.ts";

const { seed, limit, data, unverified, backend, threads } = TRAIN.flags;

/** The flags of `deno task report`. */
export const SPEC = {
  name: "deno task report",
  summary:
    "Trains all models, evaluates them and writes one report; continues an interrupted report.",
  flags: {
    quick: {
      kind: "boolean",
      help: "A smaller report within 5 minutes: recipe fast, fewer runs, fewer points",
    },
    out: {
      kind: "path",
      value: "DIR",
      default: "report",
      help: "Folder of the report; results that are there are reused",
    },
    recipe: {
      kind: "choice",
      choices: ["default", "best", "fast"],
      defaultHelp: "default, with --quick fast",
      help: "Recipe of the models",
    },
    seed,
    limit: { ...limit, min: 20 },
    data,
    unverified,
    backend: {
      ...backend,
      help: "Backend of training and inference; auto takes CUDA where it works, else the CPU",
    },
    threads,
    json: { kind: "boolean", help: "Print the state of each stage as JSON on stdout" },
  },
  examples: [
    ["deno task report", "the full report, within an hour on two cores"],
    ["deno task report --quick", "a smaller report within 5 minutes"],
    ["deno task report --recipe best", "the best models, some hours"],
    ["deno task report --quick --data synthetic --limit 2000", "without the dataset"],
  ],
} as const satisfies CommandSpec;

// This module is browser compatible.

import type { CommandSpec } from "../../cli/flags.ts";
import { SPEC as TRAIN } from "../../train/spec.ts";

const { seed, limit, data, unverified, backend, threads } = TRAIN.flags;

/** The flags of `deno task report`. */
export const SPEC = {
  name: "deno task report",
  summary:
    "Does the whole study, from training to one page that explains it; goes on where it was stopped.",
  flags: {
    quick: {
      kind: "boolean",
      help: "A first look within 5 minutes: recipe fast, and less of everything",
    },
    out: {
      kind: "text",
      value: "DIR",
      default: "report",
      help: "Folder of the report; what is done there is not done again",
    },
    recipe: {
      kind: "choice",
      choices: ["default", "best", "fast"],
      defaultHelp: "default, with --quick fast",
      help: "How the models are trained",
    },
    seed,
    limit: { ...limit, min: 20 },
    data,
    unverified,
    backend: {
      ...backend,
      help: "Where to train and to run; auto takes CUDA where it works, else the CPU",
    },
    threads,
    json: { kind: "boolean", help: "Print what became of each stage as JSON on stdout" },
  },
  examples: [
    ["deno task report", "everything, within an hour on two cores"],
    ["deno task report --quick", "a first look within 5 minutes"],
    ["deno task report --recipe best", "the best models, some hours"],
    ["deno task report --quick --data synthetic --limit 2000", "without the data set"],
  ],
} as const satisfies CommandSpec;

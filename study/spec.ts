// This module is browser compatible.

import type { CommandSpec } from "../cli/flags.ts";
import { BACKENDS } from "../infer/runtime.ts";

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
    seed: {
      kind: "integer",
      value: "N",
      default: 1,
      min: 0,
      max: 2 ** 31 - 1,
      help: "Seed of parameters, order, augmentation and dropout",
    },
    limit: {
      kind: "integer",
      value: "N",
      min: 20,
      defaultHelp: "all",
      help: "Use only the first N training images",
    },
    data: {
      kind: "text",
      value: "auto|synthetic|DIR",
      default: "auto",
      help: "Where Fashion-MNIST comes from",
    },
    unverified: { kind: "boolean", help: "Accept other IDX files than the official ones" },
    backend: {
      kind: "choice",
      choices: BACKENDS,
      default: "auto",
      help: "Where to train and to run; auto takes the fastest that works here",
    },
    threads: {
      kind: "integer",
      value: "N",
      min: 1,
      max: 1024,
      defaultHelp: "one for each core",
      help: "Threads; results depend on it in the last bits",
    },
    json: { kind: "boolean", help: "Print what became of each stage as JSON on stdout" },
  },
  examples: [
    ["deno task report", "everything, about an hour on two cores"],
    ["deno task report --quick", "a first look within 5 minutes"],
    ["deno task report --recipe best", "the best models, some hours"],
    ["deno task report --quick --data synthetic --limit 2000", "without the data set"],
  ],
} as const satisfies CommandSpec;

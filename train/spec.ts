// This module is browser compatible.

import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { unverified } from "../cli/shared_flags.ts";
import { models } from "../models/mod.ts";
import { settingFlags } from "./settings.ts";

/** The flags of `deno task train`: those of the settings, and those that change no result. */
export const SPEC = {
  name: "deno task train",
  summary: "Trains a model on Fashion-MNIST and writes a run folder with the ONNX file.",
  flags: {
    ...settingFlags,
    unverified,
    out: {
      kind: "path",
      value: "DIR",
      defaultHelp: "runs/<model>-<timestamp>",
      help: "Folder of the run",
    },
    resume: {
      kind: "path",
      value: "DIR",
      defaultHelp: "a new run",
      help: "Continue a run that was interrupted, with its own settings",
    },
    "checkpoint-every": {
      kind: "number",
      value: "SECONDS",
      default: 30,
      min: 0,
      help: "How often to save within an epoch",
    },
    "dry-run": { kind: "boolean", help: "Show what would be done, and write no run" },
    json: { kind: "boolean", help: "Print the summary as JSON on stdout" },
  },
  examples: [
    ["deno task train", "the modified LeNet, a few minutes"],
    ["deno task train --model lenet --epochs 5", "LeNet, five epochs"],
    ["deno task train --recipe fast", "a first result in about a minute"],
    ["deno task train --model vae --latent 2", "a VAE whose latent space is a plane"],
    ["deno task train --resume runs/lenet-20260101-120000", "continue after Ctrl-C"],
    ["deno task train --data synthetic --limit 5000", "without the data set"],
  ],
} as const satisfies CommandSpec;

/** The values of the flags of `deno task train`. */
export type TrainFlags = FlagValues<typeof SPEC>;

/** The models that a value of `--model` names. */
export function chosenModels(choice: string): string[] {
  return choice === "all" ? Object.keys(models) : [choice];
}

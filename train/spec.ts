// This module is browser compatible.

import type { CommandSpec } from "../cli/flags.ts";
import { BACKENDS } from "../runtime/backends.ts";
import { tf32, unverified } from "../cli/shared_flags.ts";
import { lenetVariants, models } from "../models/mod.ts";

/** The flags of `deno task train`. */
export const SPEC = {
  name: "deno task train",
  summary: "Trains a model on Fashion-MNIST and writes a run folder with the ONNX file.",
  flags: {
    model: {
      kind: "choice",
      choices: ["lenet", "lenet-modified", "vae", "all"],
      more: lenetVariants.map(({ name }) => name),
      default: "lenet-modified",
      help: "Which model; vae encodes and generates images, the others classify them",
    },
    recipe: {
      kind: "choice",
      choices: ["default", "best", "fast"],
      default: "default",
      help: "Settings that fit together: best takes longest, fast about a minute",
    },
    epochs: {
      kind: "integer",
      value: "N",
      min: 1,
      max: 10_000,
      defaultHelp: "the recipe's",
      help: "Passes over the training images",
    },
    "batch-size": {
      kind: "integer",
      value: "N",
      min: 1,
      max: 16_384,
      defaultHelp: "the recipe's",
      help: "Images a step",
    },
    lr: {
      kind: "number",
      value: "X",
      min: 1e-9,
      max: 100,
      defaultHelp: "the recipe's",
      help: "Peak learning rate",
    },
    seed: {
      kind: "integer",
      value: "N",
      default: 1,
      min: 0,
      max: 2 ** 31 - 1,
      help: "Seed of parameters, order, augmentation and dropout",
    },
    latent: {
      kind: "integer",
      value: "N",
      min: 1,
      max: 512,
      defaultHelp: "16",
      help: "Dimensions of the VAE's latent space; 2 can be drawn whole",
    },
    beta: {
      kind: "number",
      value: "X",
      min: 0,
      max: 1000,
      defaultHelp: "1, which makes the loss the negative ELBO",
      help: "Weight of the divergence in the VAE's loss",
    },
    "kl-warm-up": {
      kind: "integer",
      value: "N",
      min: 0,
      max: 10_000,
      defaultHelp: "0",
      help: "Epochs in which that weight rises from 0",
    },
    "val-split": {
      kind: "integer",
      value: "N",
      min: 0,
      defaultHelp: "the recipe's",
      help: "Training images set aside to validate on after each epoch",
    },
    patience: {
      kind: "integer",
      value: "N",
      min: 1,
      defaultHelp: "never stop early",
      help: "Stop after so many epochs without a lower validation loss, and keep the best epoch",
    },
    limit: {
      kind: "integer",
      value: "N",
      min: 2,
      defaultHelp: "all",
      help: "Use only the first N training images",
    },
    data: {
      kind: "text",
      value: "auto|synthetic|DIR",
      default: "auto",
      help: "Where Fashion-MNIST comes from",
    },
    unverified,
    backend: {
      kind: "choice",
      choices: BACKENDS,
      default: "auto",
      help: "Where to train; auto takes CUDA where it works, else the CPU",
    },
    tf32,
    threads: {
      kind: "integer",
      value: "N",
      min: 1,
      max: 1024,
      defaultHelp: "one for each core",
      help: "Threads; the result depends on it in the last bits",
    },
    out: {
      kind: "text",
      value: "DIR",
      defaultHelp: "runs/<model>-<timestamp>",
      help: "Folder of the run",
    },
    resume: {
      kind: "text",
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

/** The models that `--model` stands for. */
export function chosenModels(choice: string): string[] {
  return choice === "all" ? Object.keys(models) : [choice];
}

import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import type { FlagValues } from "../cli/flags.ts";
import { createProgress, type Progress } from "../cli/progress.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { paint } from "../cli/terminal.ts";
import { type Dataset, loadDataset } from "../data/load.ts";
import { WeftError } from "../error.ts";
import { readConfig } from "./run_folder.ts";
import { runModel } from "./run_model.ts";
import { chooseConfig, requireSameData } from "./settings.ts";
import { chosenModels, SPEC } from "./spec.ts";

type Flags = FlagValues<typeof SPEC>;

/** `deno task train`: trains the chosen models one after another, or continues a run. */
export async function train(flags: Flags, context: CommandContext): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const { dryRun, checkpointEvery: checkpointSeconds } = flags;
  const common = { dryRun, checkpointSeconds };
  const print = (summary: unknown) => {
    if (flags.json && summary) context.stdout.write(`${JSON.stringify(summary)}\n`);
  };
  if (flags.resume !== undefined) {
    refuseSettings(flags);
    const folder = flags.resume;
    const config = await readConfig(folder);
    const dataset = await load(config.dataset.data, !config.dataset.verified, context);
    requireSameData(config, dataset, folder);
    print(await runModel({ folder, config, dataset, resume: true, ...common }, context));
    return;
  }
  const chosen = chosenModels(flags.model);
  const dataset = await load(flags.data, flags.unverified, context);
  const configs = chosen.map((model) => chooseConfig(model, flags, dataset));
  const time = timestamp();
  for (const config of configs) {
    const own = `${config.model}-${time}`;
    const folder = flags.out === undefined
      ? join("runs", own)
      : chosen.length > 1
      ? join(flags.out, config.model)
      : flags.out;
    print(await runModel({ folder, config, dataset, resume: false, ...common }, context));
    if (context.signal.aborted) return;
  }
}

/** Flags that decide a run's result: a resumed run has its own. */
const SETTINGS = [
  "recipe",
  "epochs",
  "batch-size",
  "lr",
  "seed",
  "val-split",
  "patience",
  "limit",
  "out",
  "threads",
] as const;

function refuseSettings(flags: Flags): void {
  const values: Record<string, unknown> = flags;
  const given = SETTINGS.find((name) => {
    const value = values[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
    const { default: usual } = SPEC.flags[name] as { default?: unknown };
    return value !== usual;
  });
  if (!given) return;
  throw new WeftError(
    "usage",
    `--${given} does not go with --resume: a resumed run keeps its own settings`,
    "Leave it out, or start a new run",
  );
}

async function load(data: string, unverified: boolean, { stderr, signal }: CommandContext) {
  let bar: { file: string; progress: Progress } | undefined;
  const dataset: Dataset = await loadDataset({
    data,
    unverified,
    signal,
    onNotice: (line) => stderr.write(`${paint(stderr, "yellow", "notice:")} ${line}\n`),
    onProgress: (file, received, total) => {
      if (bar?.file !== file) {
        bar?.progress.end();
        const options = { label: file, unit: "bytes", terminal: stderr };
        bar = { file, progress: createProgress(total ? { ...options, total } : options) };
      }
      bar.progress.update(received);
    },
  });
  bar?.progress.end();
  return dataset;
}

/** The present time as a name, such as 20260131-142501. */
function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}

if (import.meta.main) await runCommand(SPEC, train);

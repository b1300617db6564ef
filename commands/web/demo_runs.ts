import * as tf from "@tensorflow/tfjs";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseFlags } from "../../cli/flags.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { loadDataset } from "../../data/load.ts";
import { runModel } from "../../train/run_model.ts";
import { chooseConfig } from "../../train/settings.ts";
import { SPEC } from "../../train/spec.ts";

/** Drawn garments that the demo is trained on and shows. */
export const DEMO_IMAGES = { train: 6_000, test: 2_000 } as const;

/**
 * How each model of the demo is trained: enough to see something, in well under a minute for all of
 * them.
 */
const TRAINING: Readonly<Record<string, string>> = {
  lenet: "--epochs 6",
  "lenet-modified": "--epochs 1",
  vae: "--epochs 3 --batch-size 64",
};

/**
 * Trains small models on garments drawn by code, for a page where nobody has trained anything yet.
 * They are kept in `folder`, and not trained again.
 *
 * @returns The folders of their runs.
 */
export async function demoRuns(
  folder: string,
  context: CommandContext,
  training: Readonly<Record<string, string>> = TRAINING,
  sizes: Readonly<Record<"train" | "test", number>> = DEMO_IMAGES,
): Promise<string[]> {
  const folders: string[] = [];
  let loaded: ReturnType<typeof loadDataset> | undefined;
  for (const [model, words] of Object.entries(training)) {
    context.signal.throwIfAborted();
    const run = join(folder, `demo-${model}`);
    folders.push(run);
    if (await stat(join(run, "summary.json")).then(() => true, () => false)) continue;
    await rm(run, { recursive: true, force: true }); // one that was interrupted
    tf.enableProdMode();
    await tf.setBackend("cpu");
    loaded ??= loadDataset({ data: "synthetic", syntheticSizes: sizes });
    const args = [
      "--model",
      model,
      "--data",
      "synthetic",
      "--val-split",
      "0",
      "--backend",
      "cpu",
      ...words.split(" "),
    ];
    const dataset = await loaded;
    const config = chooseConfig(model, parseFlags(SPEC, args), dataset, "cpu");
    const options = { resume: false, dryRun: false, checkpointSeconds: 60 };
    await runModel({ folder: run, config, dataset, ...options }, context);
  }
  return folders;
}

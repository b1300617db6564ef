import * as tf from "@tensorflow/tfjs";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseFlags } from "../../cli/flags.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { loadDataset } from "../../data/load.ts";
import { models } from "../../models/mod.ts";
import { runModel } from "../../train/run_model.ts";
import { SPEC } from "../../train/spec.ts";
import { chooseConfig } from "../../train/choose_config.ts";

/** The number of drawn garments that the demo is trained on, and that it shows. */
export const DEMO_IMAGES = { train: 6_000, test: 2_000 } as const;

/** The flags of models that need more than one epoch: under a minute for all models together. */
const FLAGS: Readonly<Record<string, string>> = {
  lenet: "--epochs 6",
  vae: "--epochs 3 --batch-size 64",
};

/** The flags that train each model of the demo. */
const TRAINING: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(models).map((name) => [name, FLAGS[name] ?? "--epochs 1"]),
);

/**
 * Trains small models on garments drawn by code, for a page without any run. `folder` keeps them: a
 * model that is there is not trained again.
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
  for (const [model, flags] of Object.entries(training)) {
    context.signal.throwIfAborted();
    const run = join(folder, `demo-${model}`);
    folders.push(run);
    if (await stat(join(run, "summary.json")).then(() => true, () => false)) continue;
    await rm(run, { recursive: true, force: true }); // an interrupted run
    tf.enableProdMode();
    await tf.setBackend("cpu");
    loaded ??= loadDataset({ data: "synthetic", syntheticSizes: sizes });
    const args = `--model ${model} --data synthetic --val-split 0 --backend cpu ${flags}`.split(
      " ",
    );
    const dataset = await loaded;
    const config = chooseConfig(model, parseFlags(SPEC, args), dataset, "cpu");
    const options = { resume: false, dryRun: false, checkpointSeconds: 60 };
    await runModel({ folder: run, config, dataset, ...options }, context);
  }
  return folders;
}

import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { notice } from "../../cli/terminal.ts";
import type { Dataset } from "../../data/load.ts";
import { dataFlagToRepeat } from "../../data/origin.ts";
import { WeftError } from "../../error.ts";
import { resolveBackend } from "../../runtime/resolve_backend.ts";
import { allowTf32 } from "../../runtime/tf32.ts";
import { warnOfThreads } from "../../runtime/notices.ts";
import { chooseConfig, requireFlagsOfModels, requireModel } from "../../train/choose_config.ts";
import type { RunDataset } from "../../train/config.ts";
import { loadData } from "../../train/load_data.ts";
import { requireNoSettings, requireSameData } from "../../train/resume.ts";
import { makeNewFolder, readConfig, requireNewRun } from "../../train/run_folder.ts";
import { type ModelRun, runModel } from "../../train/run_model.ts";
import { chosenModels, SPEC, type TrainFlags } from "../../train/spec.ts";
import { changedVersions } from "../../train/versions.ts";

/** `deno task train`: trains the chosen models one after another, or continues a run. */
export async function train(flags: TrainFlags, context: CommandContext): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const runs = flags.resume === undefined
    ? await newRuns(flags, context)
    : [await resumedRun(flags.resume, flags, context)];
  const { dryRun, checkpointEvery: checkpointSeconds } = flags;
  for (const run of runs) {
    const summary = await runModel({ ...run, dryRun, checkpointSeconds }, context);
    if (flags.json && summary) context.stdout.write(`${JSON.stringify(summary)}\n`);
    if (context.signal.aborted) return;
  }
}

/** A run without the settings of this call. */
type Run = Omit<ModelRun, "dryRun" | "checkpointSeconds">;

/** A run for each chosen model. All that can be refused is refused before anything is loaded. */
async function newRuns(flags: TrainFlags, context: CommandContext): Promise<Run[]> {
  const chosen = chosenModels(flags.model);
  const time = timestamp();
  const folders = chosen.map((model) => {
    if (flags.out === undefined) return join("runs", `${model}-${time}`);
    return chosen.length > 1 ? join(flags.out, model) : flags.out;
  });
  allowTf32(flags);
  const { backend: provider, reason } = await resolveBackend(flags.backend);
  chosen.forEach(requireModel);
  requireFlagsOfModels(chosen, flags);
  const named = flags.out !== undefined;
  if (named) { for (const folder of folders) await requireNewRun(folder); }
  const dataset = await loadData(flags.data, flags.unverified, context);
  if (reason) context.stderr.write(`${provider}, chosen by auto: ${reason}\n`);
  warnOfThreads(provider, flags.threads, context.stderr);
  const own = named || flags.dryRun ? folders : await Promise.all(folders.map(makeNewFolder));
  return chosen.map((model, i) => ({
    folder: own[i]!,
    config: chooseConfig(model, flags, dataset, provider),
    dataset,
    resume: false,
  }));
}

/** The run in a folder, with the images that it began with. */
async function resumedRun(
  folder: string,
  flags: TrainFlags,
  context: CommandContext,
): Promise<Run> {
  requireNoSettings(flags);
  const config = await readConfig(folder);
  requireModel(config.model);
  allowTf32({ tf32: config.tf32 ?? false, backend: config.provider });
  const changed = changedVersions(config);
  if (changed) notice(context, changed);
  const dataset = await loadAgain(config.dataset, flags, context);
  requireSameData(config, dataset, folder);
  return { folder, config, dataset, resume: true };
}

/** Loads the images of a run again, from where they were unless `--data` is given. */
async function loadAgain(
  before: RunDataset,
  { data: given, unverified }: TrainFlags,
  context: CommandContext,
): Promise<Dataset> {
  const data = given === "auto" ? await dataFlagToRepeat(before) : given;
  try {
    return await loadData(data, unverified || !before.verified, context);
  } catch (error) {
    if (data === given || !(error instanceof WeftError) || error.code !== "file") throw error;
    const hint = "The run was trained on it; say with --data where these images are now";
    throw new WeftError(error.code, error.message, hint, { cause: error });
  }
}

/** The present time as a name, such as 20260131-142501. */
function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}

if (import.meta.main) await runCommand(SPEC, train);

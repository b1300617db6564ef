import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { notice } from "../../cli/terminal.ts";
import { dataFlagToRepeat } from "../../data/origin.ts";
import { WeftError } from "../../error.ts";
import { resolveBackend } from "../../runtime/backend.ts";
import { allowTf32 } from "../../runtime/tf32.ts";
import { warnOfThreads } from "../../runtime/warn_of_threads.ts";
import { loadData } from "../../train/load_data.ts";
import { requireOwnFlags } from "../../train/own_settings.ts";
import { readConfig, requireNewRun } from "../../train/run_folder.ts";
import { runModel } from "../../train/run_model.ts";
import {
  changedVersions,
  chooseConfig,
  requireModel,
  requireSameData,
} from "../../train/settings.ts";
import { chosenModels, SPEC } from "../../train/spec.ts";

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
    requireModel(config.model);
    allowTf32({ tf32: config.tf32 ?? false, backend: config.provider });
    const changed = changedVersions(config);
    if (changed) notice(context, changed);
    const data = flags.data === "auto" ? await dataFlagToRepeat(config.dataset) : flags.data;
    const dataset = await loadData(data, flags.unverified || !config.dataset.verified, context)
      .catch((error) => {
        if (data === flags.data || !(error instanceof WeftError) || error.code !== "file") {
          throw error;
        }
        const hint = "The run was trained on it; say with --data where these images are now";
        throw new WeftError(error.code, error.message, hint, { cause: error });
      });
    requireSameData(config, dataset, folder);
    print(await runModel({ folder, config, dataset, resume: true, ...common }, context));
    return;
  }
  const chosen = chosenModels(flags.model);
  const time = timestamp();
  const folders = chosen.map((model) => {
    if (flags.out === undefined) return join("runs", `${model}-${time}`);
    return chosen.length > 1 ? join(flags.out, model) : flags.out;
  });
  // What can be refused is refused before anything is loaded.
  allowTf32(flags);
  const { backend: provider, reason } = await resolveBackend(flags.backend);
  chosen.forEach(requireModel);
  requireOwnFlags(chosen, flags);
  for (const folder of folders) await requireNewRun(folder);
  const dataset = await loadData(flags.data, flags.unverified, context);
  if (reason) context.stderr.write(`${provider}, chosen by auto: ${reason}\n`);
  warnOfThreads(provider, flags.threads, context.stderr);
  const configs = chosen.map((model) => chooseConfig(model, flags, dataset, provider));
  for (const [i, config] of configs.entries()) {
    print(
      await runModel({ folder: folders[i]!, config, dataset, resume: false, ...common }, context),
    );
    if (context.signal.aborted) return;
  }
}

/** Flags that decide a run's result: a resumed run has its own. */
const SETTINGS = [
  "model",
  "recipe",
  "epochs",
  "batch-size",
  "lr",
  "seed",
  "latent",
  "beta",
  "kl-warm-up",
  "val-split",
  "patience",
  "limit",
  "out",
  "backend",
  "tf32",
  "threads",
] as const;

function refuseSettings(flags: Flags): void {
  const values: Record<string, unknown> = flags;
  const given = SETTINGS.find((name) => {
    const value = values[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
    const { kind, default: usual } = SPEC.flags[name] as { kind: string; default?: unknown };
    return value !== (kind === "boolean" ? false : usual);
  });
  if (!given) return;
  throw new WeftError(
    "usage",
    `--${given} does not go with --resume: a resumed run keeps its own settings`,
    "Leave it out, or start a new run",
  );
}

/** The present time as a name, such as 20260131-142501. */
function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}

if (import.meta.main) await runCommand(SPEC, train);

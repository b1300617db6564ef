import { basename, join } from "node:path";
import { fileError, makeFolder } from "../../../cli/file.ts";
import type { Progress } from "../../../cli/progress.ts";
import { WeftError } from "../../../error.ts";
import { readMetadata } from "../../../infer/metadata.ts";
import { vaes } from "../../../models/mod.ts";
import { readSource } from "../../../runtime/read_source.ts";
import type { RunConfig } from "../../../train/config.ts";
import { runFiles } from "../../../train/run_files.ts";
import {
  makeNewFolder,
  readConfig,
  readMetrics,
  type RunSummary,
} from "../../../train/run_folder.ts";
import { runModel } from "../../../train/run_model.ts";
import { commandOf } from "../../../train/repeat_command.ts";
import { nullTerminal } from "../null_terminal.ts";
import type { ReportOptions } from "../report_options.ts";
import type { StageContext } from "../stages/stage.ts";
import { stageKey } from "../stages/stage_store.ts";
import { comparableSettings, findRuns, type FoundRun } from "./find_run.ts";
import type { TrainedRun } from "./trained_run.ts";

/** The folder of the runs of `deno task train`. */
const TRAIN_RUNS = "runs";

/** The models of a run, by its kind. */
const CLASSIFIER_FILES = [runFiles.model], VAE_FILES = [runFiles.encoder, runFiles.decoder];

/** Seconds between the checkpoints within an epoch. */
const CHECKPOINT_SECONDS = 15;

/** The folder of the runs, the signal and the progress display. */
type RunContext = Pick<StageContext, "runs" | "signal" | "progress" | "line">;

/**
 * Finds, continues or starts a training run and returns it when it is finished. An earlier run that
 * is damaged is named and left out.
 *
 * @param trainingShare The share of the time that training takes; the test at the end takes the
 * rest.
 * @throws The signal's reason when the signal is aborted.
 */
export async function finishedRun(
  { dataset }: ReportOptions,
  config: RunConfig,
  trainingShare: number,
  context: RunContext,
): Promise<TrainedRun> {
  const { runs, signal, line } = context;
  await makeFolder(runs);
  const train = async (folder: string, config: RunConfig, resume: boolean) => {
    const summary = await runModel(
      { folder, config, dataset, resume, dryRun: false, checkpointSeconds: CHECKPOINT_SECONDS },
      { stderr: nullTerminal, signal, progress: trainingProgress(trainingShare, context) },
    );
    if (!summary) throw signal.reason;
    return await readRun(folder);
  };
  for (const found of await findRuns(config, [runs, TRAIN_RUNS])) {
    try {
      if (found.finished) {
        await readRun(found.folder); // before it is copied
        line(`uses the run ${found.folder}`);
        return await readRun(await copyRun(found, runs));
      }
      line(`continues the run ${found.folder}`);
      const folder = await copyRun(found, runs);
      return await train(folder, await readConfig(folder), true);
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      line(`${found.folder} is left out: ${error.message}`);
    }
  }
  return await train(await makeNewFolder(join(runs, await runName(config))), config, false);
}

/** The name of a new run. Equal settings give equal names. */
async function runName(config: RunConfig): Promise<string> {
  const key = await stageKey(comparableSettings(config));
  return `${config.model}-${config.recipe}-${key.slice(0, 8)}`;
}

/**
 * Copies a run into the report's folder of runs, unless it is there already. The report never
 * changes a run in another folder.
 */
async function copyRun({ folder, name }: FoundRun, runs: string): Promise<string> {
  const copy = join(runs, name);
  if (folder === copy) return copy;
  await makeFolder(join(copy, runFiles.figures));
  // The summary marks a run as finished, so it is copied last.
  const last = runFiles.summary;
  const files = (await filesIn(folder)).sort((a, b) => Number(a === last) - Number(b === last));
  for (const file of files) {
    await Deno.copyFile(join(folder, file), join(copy, file)).catch((error) => {
      throw fileError("copy", join(folder, file), error);
    });
  }
  return copy;
}

/** The files of a run and its figures, without other files of the user in the folder. */
async function filesIn(folder: string): Promise<string[]> {
  const names = new Set<string>(Object.values(runFiles));
  const files: string[] = [];
  for (const part of ["", runFiles.figures]) {
    try {
      for await (const { name, isFile } of Deno.readDir(join(folder, part))) {
        if (isFile && (part !== "" || names.has(name))) files.push(join(part, name));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw fileError("read", folder, error);
    }
  }
  return files;
}

/**
 * Reads a finished run.
 *
 * @throws {WeftError} When a file of it is missing or damaged.
 */
async function readRun(folder: string): Promise<TrainedRun> {
  const config = await readConfig(folder);
  for (const file of Object.hasOwn(vaes, config.model) ? VAE_FILES : CLASSIFIER_FILES) {
    readMetadata(await readSource(join(folder, file), file), join(folder, file));
  }
  const path = join(folder, runFiles.summary);
  const text = await Deno.readTextFile(path).catch((error) => {
    throw fileError("read", path, error);
  });
  return {
    folder,
    name: basename(folder),
    command: commandOf(config),
    config,
    metrics: await readMetrics(folder, Infinity),
    summary: JSON.parse(text) as RunSummary,
  };
}

/** Shows the two progress displays of a run, training and testing, as the progress of a stage. */
function trainingProgress(
  share: number,
  context: Pick<StageContext, "progress" | "line">,
): NonNullable<Parameters<typeof runModel>[1]["progress"]> {
  return ({ label, total = 1 }): Progress => {
    const [from, to] = label === "Testing" ? [share, 1] : [0, share];
    return {
      update: (done, note) =>
        context.progress(from + (to - from) * done / total, note ?? label.toLowerCase()),
      line: (text) => context.line(`${label} ${text}`),
      end: () => {},
    };
  };
}

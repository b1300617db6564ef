import { basename, join } from "node:path";
import { parseFlags } from "../../cli/flags.ts";
import { fileError } from "../../cli/file.ts";
import type { Progress } from "../../cli/progress.ts";
import { models } from "../../models/mod.ts";
import type { RunConfig } from "../../train/config.ts";
import { runFiles } from "../../train/run_files.ts";
import { readConfig, readMetrics, type RunSummary } from "../../train/run_folder.ts";
import { runModel } from "../../train/run_model.ts";
import { chooseConfig, commandOf } from "../../train/settings.ts";
import { SPEC } from "../../train/spec.ts";
import type { ChapterName, Stage, StageContext, Study } from "./stage.ts";
import { essence, findRun, type FoundRun } from "./find_run.ts";
import { silent } from "./silent.ts";
import { makeFolder, stageKey } from "./stage_store.ts";
import { type TrainedRun, trainingStage } from "./trained_run.ts";

/** Where runs lie that were trained before, by `deno task train`. */
const EARLIER_RUNS = "runs";

/** How often a run is saved within an epoch, in seconds. */
const CHECKPOINT_SECONDS = 15;

/**
 * What a model costs on two cores: microseconds of each training image and epoch, seconds of the
 * test at the end.
 */
interface Cost {
  readonly image: number;
  readonly test: number;
  /** With the recipe fast. */
  readonly fastTest: number;
}

const COSTS: Readonly<Record<string, Cost>> = {
  lenet: { image: 110, test: 3, fastTest: 3 },
  "lenet-modified": { image: 700, test: 4, fastTest: 4 },
  vae: { image: 600, test: 90, fastTest: 15 },
};

/**
 * A stage that trains a model: it takes a finished run of the same settings, and continues one that
 * was interrupted.
 */
export function trainStage(study: Study, model: string, chapter: ChapterName): Stage {
  const { title } = models[model]!;
  const config = configOf(study, model);
  const cost = COSTS[model]!;
  const images = Math.min(config.limit ?? Infinity, study.dataset.train.count) - config.valSplit;
  const training = config.epochs * images * cost.image / 1e6;
  const testing = config.recipe === "fast" ? cost.fastTest : cost.test;
  return {
    name: trainingStage(model),
    title: `training ${title}`,
    weight: training + testing,
    needs: [],
    chapter,
    settings: essence(config),
    run: async (context) => {
      const share = training / (training + testing);
      return { data: await finishedRun(study, config, share, context), blocks: [] };
    },
  };
}

/** The settings of a run of the study: those that `deno task train` would choose. */
export function configOf(study: Study, model: string): RunConfig {
  const { recipe, seed, data, limit, backend, provider, threads, dataset } = study;
  const flags = [
    ["--model", model],
    ["--recipe", recipe],
    ["--seed", String(seed)],
    ["--data", data],
    ["--backend", backend],
    ["--threads", String(threads)],
    ...limit === undefined ? [] : [["--limit", String(limit)]],
  ];
  return chooseConfig(model, parseFlags(SPEC, flags.flat()), dataset, provider);
}

/**
 * Trains what is left to train: nothing where there is a finished run of the same settings.
 *
 * @param trainingShare The part of the time that training takes; the test at the end takes the
 * rest.
 * @param context Where runs are kept, and what is told of the progress.
 * @throws The signal's reason when it was stopped.
 */
export async function finishedRun(
  study: Study,
  config: RunConfig,
  trainingShare: number,
  context: Pick<StageContext, "runs" | "signal" | "progress" | "line">,
): Promise<TrainedRun> {
  const { runs, signal } = context;
  await makeFolder(runs);
  const found = await findRun(config, [runs, EARLIER_RUNS]);
  const folder = found ? await adopt(found, runs) : join(runs, await runName(config));
  if (found?.finished) {
    context.line(`uses the run ${found.folder}`);
    return await readRun(folder);
  }
  if (found) context.line(`continues the run ${found.folder}`);
  const summary = await runModel(
    {
      folder,
      config: found ? await readConfig(folder) : config,
      dataset: study.dataset,
      resume: found !== undefined,
      dryRun: false,
      checkpointSeconds: CHECKPOINT_SECONDS,
    },
    { stderr: silent, signal, progress: trainingProgress(trainingShare, context) },
  );
  if (!summary) throw signal.reason;
  return await readRun(folder);
}

/** The same settings give the same name. */
async function runName(config: RunConfig): Promise<string> {
  const key = await stageKey(essence(config));
  return `${config.model}-${config.recipe}-${key.slice(0, 8)}`;
}

/**
 * A run from elsewhere is copied: the report keeps all that it is made of, and nobody else's run is
 * changed.
 */
async function adopt({ folder, name }: FoundRun, runs: string): Promise<string> {
  const place = join(runs, name);
  if (folder === place) return place;
  await makeFolder(join(place, runFiles.figures));
  // What makes it a finished run comes last.
  const last = runFiles.summary;
  const files = (await filesIn(folder)).sort((a, b) => Number(a === last) - Number(b === last));
  for (const file of files) {
    await Deno.copyFile(join(folder, file), join(place, file)).catch((error) => {
      throw fileError("copy", join(folder, file), error);
    });
  }
  return place;
}

/** The files of a run, and those of its figures; not what else the user keeps there. */
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

async function readRun(folder: string): Promise<TrainedRun> {
  const config = await readConfig(folder);
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

/** The two displays of a run, training and testing, as the progress of a stage. */
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

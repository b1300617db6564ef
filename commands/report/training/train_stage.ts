import { parseFlags } from "../../../cli/flags.ts";
import { models } from "../../../models/mod.ts";
import type { RunConfig } from "../../../train/config.ts";
import { chooseConfig } from "../../../train/choose_config.ts";
import { SPEC } from "../../../train/spec.ts";
import type { ReportOptions } from "../report_options.ts";
import type { ChapterName, Stage } from "../stages/stage.ts";
import { comparableSettings } from "./find_run.ts";
import { finishedRun } from "./finished_run.ts";
import { trainStageName } from "./trained_run.ts";

/** The expected time of a training run on two cores. */
interface Cost {
  /** Microseconds for each training image and epoch. */
  readonly image: number;
  /** Seconds of the test at the end. */
  readonly test: number;
  /** Seconds of the test at the end with the recipe fast. */
  readonly fastTest: number;
}

/** Costs by model. They affect the progress display only. */
const COSTS: Readonly<Record<string, Cost>> = {
  lenet: { image: 110, test: 3, fastTest: 3 },
  "lenet-modified": { image: 700, test: 4, fastTest: 4 },
  vae: { image: 600, test: 90, fastTest: 15 },
};
/** The cost of a model that is not in {@linkcode COSTS}. */
const USUAL_COST: Cost = { image: 600, test: 4, fastTest: 4 };

/** The stage that trains a model. It reuses a finished run and continues an interrupted one. */
export function trainStage(options: ReportOptions, model: string, chapter: ChapterName): Stage {
  const config = runConfig(options, model);
  const cost = COSTS[model] ?? USUAL_COST;
  const images = Math.min(config.limit ?? Infinity, options.dataset.train.count) - config.valSplit;
  const training = config.epochs * images * cost.image / 1e6;
  const testing = config.recipe === "fast" ? cost.fastTest : cost.test;
  return {
    name: trainStageName(model),
    title: `training ${models[model]!.title}`,
    weight: training + testing,
    needs: [],
    chapter,
    settings: comparableSettings(config),
    run: async (context) => {
      const share = training / (training + testing);
      return { data: await finishedRun(options, config, share, context), blocks: [] };
    },
  };
}

/** The settings of a run: those that `deno task train` chooses for the options of the report. */
export function runConfig(options: ReportOptions, model: string): RunConfig {
  const { recipe, seed, data, limit, backend, provider, threads, dataset } = options;
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

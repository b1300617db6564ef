import { classifiers, lenetVariants } from "../../../models/mod.ts";
import type { ClassifierConfig } from "../../../train/config.ts";
import type { ReportOptions } from "../report_options.ts";
import { runConfig } from "../training/train_stage.ts";
import type { Timing } from "./step_times.ts";

/** The settings that all variants share. */
export interface Budget {
  readonly epochs: number;
  /** The first N training images. The validation images are among them. */
  readonly limit: number;
  readonly seeds: readonly number[];
  readonly timing: Timing;
}

/** One run of the ablation. */
export interface PlannedRun {
  readonly config: ClassifierConfig;
  /** Expected seconds on one core. */
  readonly seconds: number;
  /** The share of them that training takes, 0 to 1. */
  readonly trainingShare: number;
}

const FULL: Budget = {
  ...{ epochs: 8, limit: 30_000, seeds: [1, 2, 3] },
  timing: { rounds: 5, calls: 3, steps: 4 },
};
const QUICK: Budget = {
  ...{ epochs: 4, limit: 3_000, seeds: [1, 2] },
  timing: { rounds: 3, calls: 2, steps: 2 },
};

/** The models of the ablation: LeNet, each change alone, all of them, and the modified LeNet. */
export const VARIANTS = [classifiers.lenet!, ...lenetVariants, classifiers["lenet-modified"]!];

/** Microseconds of training per image, measured on one core of an AMD EPYC (Zen 4). */
const COST: Readonly<Record<string, number>> = {
  lenet: 110,
  "lenet-filters": 330,
  "lenet-bn": 120,
  "lenet-conv3": 160,
  "lenet-units": 110,
  "lenet-all": 460,
  "lenet-modified": 1020,
};
/** Seconds per run for compiling the step, testing and drawing figures. */
const OVERHEAD = 2;

/** The budget of a report. The seeds start at the seed of the report. */
export function budgetOf({ quick, limit = Infinity, dataset, seed }: ReportOptions): Budget {
  const { seeds, ...budget } = quick ? QUICK : FULL;
  return {
    ...budget,
    limit: Math.min(budget.limit, limit, dataset.train.count),
    seeds: seeds.map((own) => own + seed - 1),
  };
}

/** Expected seconds for timing the training steps of all variants. */
export function timingSeconds({ timing: { rounds, calls, steps } }: Budget): number {
  const each = Object.values(COST).reduce((sum, cost) => sum + cost * 128 / 1e6, 0);
  return VARIANTS.length + (rounds + 1) * calls * steps * each;
}

/** All runs of the ablation, the longest first, so that cores are not idle at the end. */
export function plannedRuns(options: ReportOptions): PlannedRun[] {
  const { epochs, limit, seeds } = budgetOf(options);
  const runs = VARIANTS.flatMap(({ name }) =>
    seeds.map((seed): PlannedRun => {
      // Concurrent runs on one thread each use the cores better than one run on all threads.
      const own = { ...options, recipe: "default", seed, limit, threads: 1 } as const;
      const config = { ...runConfig(own, name), epochs } as ClassifierConfig;
      const images = limit - config.valSplit;
      const training = epochs * images * COST[name]! / 1e6;
      const seconds = training + OVERHEAD;
      return { config, seconds, trainingShare: training / seconds };
    })
  );
  return runs.sort((a, b) => b.seconds - a.seconds);
}

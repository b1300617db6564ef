import { classifiers, lenetVariants } from "../../../models/mod.ts";
import type { ClassifierConfig } from "../../../train/config.ts";
import type { Study } from "../stage.ts";
import type { Timing } from "./step_times.ts";
import { configOf } from "../train_stage.ts";

/** What every variant is trained with: the same for all of them. */
export interface Budget {
  readonly epochs: number;
  /** First so many training images, of which some are set aside to validate on. */
  readonly limit: number;
  readonly seeds: readonly number[];
  readonly timing: Timing;
}

/** One run of the ablation. */
export interface PlannedRun {
  readonly config: ClassifierConfig;
  /** Seconds that it takes on one core. */
  readonly seconds: number;
  /** The part of them that is training. */
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

/**
 * LeNet, each change alone, all of them, and the modified LeNet itself, which differs in more than
 * they say.
 */
export const STEPS = [classifiers.lenet!, ...lenetVariants, classifiers["lenet-modified"]!];

/** Microseconds that an image takes in training, on one core of an AMD EPYC (Zen 4). */
const COST: Readonly<Record<string, number>> = {
  lenet: 110,
  "lenet-filters": 330,
  "lenet-bn": 120,
  "lenet-conv3": 160,
  "lenet-units": 110,
  "lenet-all": 460,
  "lenet-modified": 1020,
};
/** Seconds for compiling a step, testing, and drawing a run's figures. */
const OVERHEAD = 2;

/** The budget of a study. */
export function budgetOf({ quick, limit = Infinity, dataset, seed }: Study): Budget {
  const { seeds, ...budget } = quick ? QUICK : FULL;
  return {
    ...budget,
    limit: Math.min(budget.limit, limit, dataset.train.count),
    seeds: seeds.map((own) => own + seed - 1),
  };
}

/** Seconds that timing the steps of all variants takes. */
export function timingSeconds({ timing: { rounds, calls, steps } }: Budget): number {
  const each = Object.values(COST).reduce((sum, cost) => sum + cost * 128 / 1e6, 0);
  return STEPS.length + (rounds + 1) * calls * steps * each;
}

/** All runs of the ablation, the longest first: what is left at the end is then short. */
export function plannedRuns(study: Study): PlannedRun[] {
  const { epochs, limit, seeds } = budgetOf(study);
  const runs = STEPS.flatMap(({ name }) =>
    seeds.map((seed): PlannedRun => {
      // Side by side, each on one thread, runs use the cores better than one after another on all
      // of them.
      const own = { ...study, recipe: "default", seed, limit, threads: 1 } as const;
      const config = { ...configOf(own, name), epochs } as ClassifierConfig;
      const images = limit - config.valSplit;
      const training = epochs * images * COST[name]! / 1e6;
      const seconds = training + OVERHEAD;
      return { config, seconds, trainingShare: training / seconds };
    })
  );
  return runs.sort((a, b) => b.seconds - a.seconds);
}

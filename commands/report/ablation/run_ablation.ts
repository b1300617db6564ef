import type { ClassifierSummary } from "../../../train/classifier/card.ts";
import { percent } from "../format.ts";
import type { ReportOptions } from "../report_options.ts";
import type { StageContext } from "../stages/stage.ts";
import { finishedRun } from "../training/finished_run.ts";
import type { TrainedRun } from "../training/trained_run.ts";
import { concurrentMap } from "./concurrent_map.ts";
import { type PlannedRun, VARIANTS } from "./plan.ts";

/** The number of runs that train at a time: one for each core, or one on a GPU. */
export function concurrencyOf(
  { provider, threads }: Pick<ReportOptions, "provider" | "threads">,
): number {
  return provider === "cpu" ? threads : 1;
}

/**
 * Trains the runs of the ablation. It reuses finished runs and continues interrupted ones.
 *
 * @throws {WeftError} The error of the first run that failed. Throws the signal's reason when the
 * signal is aborted; the next call continues the runs from their checkpoints.
 */
export async function runAblation(
  options: ReportOptions,
  runs: readonly PlannedRun[],
  context: Pick<StageContext, "runs" | "signal" | "progress" | "line">,
): Promise<TrainedRun[]> {
  const total = runs.reduce((sum, { seconds }) => sum + seconds, 0);
  const shares = runs.map(() => 0);
  return await concurrentMap(runs, concurrencyOf(options), async (planned, index) => {
    const { config, trainingShare } = planned;
    context.signal.throwIfAborted();
    const { title } = VARIANTS.find(({ name }) => name === config.model)!;
    const progress = (share: number, note?: string) => {
      shares[index] = share;
      const done = runs.reduce((sum, { seconds }, i) => sum + seconds * shares[i]!, 0);
      context.progress(done / total, `${title}, seed ${config.seed}${note ? `, ${note}` : ""}`);
    };
    const run = await finishedRun(options, config, trainingShare, {
      ...context,
      progress,
      line: () => {}, // a line for each epoch of 21 runs is too much output
    });
    progress(1);
    const { accuracy } = (run.summary as ClassifierSummary).test;
    context.line(`${title}, seed ${config.seed}: test accuracy ${percent(accuracy)}`);
    return run;
  });
}

import type { Summary } from "../../../train/classifier/card.ts";
import type { StageContext, Study } from "../stage.ts";
import { finishedRun } from "../train_stage.ts";
import type { TrainedRun } from "../trained_run.ts";
import { percent } from "../words.ts";
import { inLanes } from "./lanes.ts";
import { type PlannedRun, STEPS } from "./plan.ts";

/** How many runs are trained at once: one a core, and one where the device is a single one. */
export function lanesOf({ provider, threads }: Pick<Study, "provider" | "threads">): number {
  return provider === "cpu" ? threads : 1;
}

/**
 * Trains all that is left to train of the ablation.
 *
 * @throws {WeftError} What the first run that failed threw. The signal's reason when it was
 * stopped: runs then go on from their checkpoints.
 */
export async function runAblation(
  study: Study,
  runs: readonly PlannedRun[],
  context: Pick<StageContext, "runs" | "signal" | "progress" | "line">,
): Promise<TrainedRun[]> {
  const total = runs.reduce((sum, { seconds }) => sum + seconds, 0);
  const shares = runs.map(() => 0);
  return await inLanes(runs, lanesOf(study), async ({ config, trainingShare }, index) => {
    context.signal.throwIfAborted();
    const { title } = STEPS.find(({ name }) => name === config.model)!;
    const progress = (share: number, note?: string) => {
      shares[index] = share;
      const done = runs.reduce((sum, { seconds }, i) => sum + seconds * shares[i]!, 0);
      context.progress(done / total, `${title}, seed ${config.seed}${note ? `, ${note}` : ""}`);
    };
    const trained = await finishedRun(study, config, trainingShare, {
      ...context,
      progress,
      line: () => {}, // of 21 runs, a line for each epoch would hide the rest
    });
    progress(1);
    const { accuracy } = (trained.summary as Summary).test;
    context.line(`${title}, seed ${config.seed}: right on ${percent(accuracy)} of the test images`);
    return trained;
  });
}

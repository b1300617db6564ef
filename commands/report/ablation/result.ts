import { join } from "node:path";
import type { Summary } from "../../../train/classifier/card.ts";
import { runFiles } from "../../../train/run_files.ts";
import { fileError } from "../../../cli/file.ts";
import { countFlops } from "../flops.ts";
import type { TrainedRun } from "../trained_run.ts";
import { STEPS } from "./plan.ts";

/** What became of one variant, each list with one entry for a seed. */
export interface VariantResult {
  readonly model: string;
  readonly title: string;
  readonly parameters: number;
  /** Floating-point operations for one image. */
  readonly flops: number;
  /** Accuracy on the test images. */
  readonly accuracy: readonly number[];
  /** Accuracy on the validation images after each epoch. */
  readonly validation: readonly (readonly number[])[];
  /**
   * Epochs until the validation accuracy reaches {@linkcode TARGET}; `null` where it never does.
   */
  readonly epochsToTarget: readonly (number | null)[];
  /**
   * Seconds that an epoch takes on one thread; not by seed but by round, the variants timed in
   * turn.
   */
  readonly secondsPerEpoch: readonly number[];
  readonly runs: readonly string[];
}

/** The validation accuracy that a model is to reach. */
export const TARGET = 0.85;

/**
 * Sorts the runs of the ablation by variant.
 *
 * @param seconds Of an epoch, by the name of the model.
 */
export async function resultsOf(
  runs: readonly TrainedRun[],
  seconds: Readonly<Record<string, readonly number[]>>,
): Promise<VariantResult[]> {
  return await Promise.all(STEPS.map(async ({ name, title }): Promise<VariantResult> => {
    const own = runs.filter(({ config }) => config.model === name)
      .sort((a, b) => a.config.seed - b.config.seed);
    const { folder, summary } = own[0]!;
    const path = join(folder, runFiles.model);
    const bytes = await Deno.readFile(path).catch((error) => {
      throw fileError("read", path, error);
    });
    const validation = own.map(({ metrics }) => metrics.map(({ val }) => val!.accuracy!));
    return {
      model: name,
      title,
      parameters: summary.parameters,
      flops: await countFlops(bytes),
      accuracy: own.map((run) => (run.summary as Summary).test.accuracy),
      validation,
      epochsToTarget: validation.map((curve) => epochsTo(TARGET, curve)),
      secondsPerEpoch: seconds[name]!,
      runs: own.map(({ name }) => name),
    };
  }));
}

/** What a model that has learned nothing gets right: one in ten classes. */
const CHANCE = 0.1;

/**
 * When a curve first reaches a target, in epochs: read off the straight lines between the epochs,
 * the first of which begins at chance.
 *
 * @param curve The value after each epoch.
 *
 * @example
 * ```ts
 * console.assert(epochsTo(0.75, [0.5, 1]) === 1.5);
 * ```
 */
export function epochsTo(target: number, curve: readonly number[]): number | null {
  const end = curve.findIndex((value) => value >= target);
  if (end < 0) return null;
  const before = curve[end - 1] ?? CHANCE;
  return end + (target - before) / (curve[end]! - before);
}

import { join } from "node:path";
import type { ClassifierSummary } from "../../../train/classifier/card.ts";
import { runFiles } from "../../../train/run_files.ts";
import { fileError } from "../../../cli/file.ts";
import { countFlops } from "../flops.ts";
import type { TrainedRun } from "../training/trained_run.ts";
import type { Conclusion } from "../claims/claim.ts";
import { VARIANTS } from "./plan.ts";

/** The scores of one variant. Lists have one entry for each seed unless they say otherwise. */
export interface VariantResult {
  readonly model: string;
  readonly title: string;
  readonly parameters: number;
  /** Floating-point operations for one image. */
  readonly flops: number;
  /** Test accuracy. */
  readonly accuracy: readonly number[];
  /** Validation accuracy after each epoch. */
  readonly validation: readonly (readonly number[])[];
  /** Epochs until the validation accuracy reaches {@linkcode TARGET}; `null` when it does not. */
  readonly epochsToTarget: readonly (number | null)[];
  /** Seconds of an epoch on one thread, one entry for each round of the timing. */
  readonly secondsPerEpoch: readonly number[];
  /** The names of the runs. */
  readonly runs: readonly string[];
}

/** The data of the stage. */
export interface AblationResult {
  readonly variants: readonly VariantResult[];
  readonly conclusions: readonly Conclusion[];
}

/** The validation accuracy for `epochsToTarget`. */
export const TARGET = 0.85;

/**
 * Collects the scores of each variant from its runs.
 *
 * @param seconds The seconds of an epoch in each round, by model.
 * @throws {WeftError} `file` when the model of a run cannot be read.
 */
export async function variantResults(
  runs: readonly TrainedRun[],
  seconds: Readonly<Record<string, readonly number[]>>,
): Promise<VariantResult[]> {
  return await Promise.all(VARIANTS.map(async ({ name, title }): Promise<VariantResult> => {
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
      accuracy: own.map((run) => (run.summary as ClassifierSummary).test.accuracy),
      validation,
      epochsToTarget: validation.map((curve) => epochsTo(TARGET, curve)),
      secondsPerEpoch: seconds[name]!,
      runs: own.map(({ name }) => name),
    };
  }));
}

/** The accuracy before training: one of ten classes by chance. */
const CHANCE = 0.1;

/**
 * The time at which a curve first reaches a target, in epochs. It interpolates linearly between
 * epochs; the curve starts at chance.
 *
 * @param curve The value after each epoch.
 * @returns `null` when the curve does not reach the target.
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

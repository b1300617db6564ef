// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { weightTables } from "./class_weights.ts";
import type { CompiledModel } from "./compiled_model.ts";
import {
  type BatchDataset,
  type BatchReader,
  batchReader,
  isDataset,
  joinBatches,
} from "./dataset.ts";
import type { EpochBatches, FitPlan } from "./fit.ts";
import type { FitArgs } from "./fit_types.ts";
import type { ModelNumbers } from "./fit_data.ts";
import type { TrainableModel } from "./layers_model.ts";
import { readTables } from "./read_tables.ts";
import { evaluateTables, trainBatches } from "./run_batches.ts";
import { requireStatefulBatches } from "./stateful.ts";

/** Arguments of `fitDataset`, as tf.LayersModel.fitDataset takes them. */
export interface FitDatasetArgs extends
  Pick<
    FitArgs,
    | "initialEpoch"
    | "classWeight"
    | "callbacks"
    | "yieldEvery"
    | "verbose"
    | "learningRate"
    | "signal"
  > {
  readonly epochs: number;
  /**
   * Batches of an epoch; the next epoch goes on from there. Default: all batches, and each epoch
   * starts from the first one.
   */
  readonly batchesPerEpoch?: number;
  readonly validationData?: BatchDataset | readonly [ModelNumbers, ModelNumbers];
  /** Rows of a batch of validation data that is no dataset. Default 32. */
  readonly validationBatchSize?: number;
  /** Batches of a validation dataset to use. Default: all. */
  readonly validationBatches?: number;
}

/** Arguments of `evaluateDataset`. */
export interface EvaluateDatasetArgs {
  /** Batches to use. Default: all. */
  readonly batches?: number;
}

/**
 * The plan of a fit on a dataset. Several batches may be read before the first of them is trained
 * on, unless a callback looks at single batches.
 *
 * @throws {WeftError} `usage` when an argument is wrong.
 */
export async function datasetFitPlan(
  trainable: TrainableModel,
  compiled: CompiledModel,
  dataset: BatchDataset,
  args: FitDatasetArgs,
): Promise<FitPlan> {
  const { epochs, initialEpoch = 0, batchesPerEpoch, classWeight } = args;
  requireCount("Cannot fit", "epochs", epochs);
  if (batchesPerEpoch !== undefined) {
    requireCount("Cannot fit", "batchesPerEpoch", batchesPerEpoch);
  }
  const { size } = dataset;
  const steps = batchesPerEpoch ?? (Number.isFinite(size) ? size! : null);
  const open = async () => batchReader(trainable, "Cannot fit", await dataset.iterator());
  const shared = batchesPerEpoch === undefined ? undefined : await open();
  const validate = validation(trainable, compiled, args);
  return {
    ...{ epochs, initialEpoch, batchSize: null, samples: null, steps },
    callbacks: args.callbacks,
    yieldEvery: args.yieldEvery,
    signal: args.signal,
    verbose: args.verbose ?? 1,
    rateAt: args.learningRate ?? (() => trainable.optimizer!.learningRate),
    validate,
    batches: async () =>
      datasetBatches(compiled, shared ?? await open(), batchesPerEpoch, classWeight),
  };
}

function validation(
  trainable: TrainableModel,
  compiled: CompiledModel,
  { validationData: data, validationBatches: batches, validationBatchSize = 32 }: FitDatasetArgs,
): FitPlan["validate"] {
  if (data === undefined) return undefined;
  if (isDataset(data)) {
    const args = batches === undefined ? {} : { batches };
    return () => evaluateDataset(trainable, compiled, "Cannot validate", data, args);
  }
  const { x, y } = readTables(trainable, "Cannot validate", ...data);
  requireStatefulBatches("Cannot validate", trainable, x[0]!.rows, validationBatchSize);
  return () => evaluateTables(compiled, x, y, validationBatchSize);
}

/** The batches of one epoch. */
function datasetBatches(
  compiled: CompiledModel,
  reader: BatchReader,
  limit: number | undefined,
  classWeight: FitDatasetArgs["classWeight"],
): EpochBatches {
  let done = 0, exhausted = false;
  return {
    validatesAfterCallbacks: true,
    isLast: () => limit === undefined ? exhausted : done >= limit,
    async next(most) {
      if (done === limit) return undefined;
      const batches = await reader.take(Math.min(most, (limit ?? Infinity) - done));
      if (batches.length === 0) {
        exhausted = true;
        if (limit !== undefined) warnOfEnd("fitDataset", "batchesPerEpoch", limit, done);
        return undefined;
      }
      const count = batches.length;
      const { x, y } = joinBatches(batches);
      const { rows } = x[0]!;
      const tables = { x, y, weights: weightTables(classWeight, y) };
      const indices = Uint32Array.from({ length: rows }, (_, i) => i);
      done += count;
      return {
        batchSize: rows / count,
        count,
        train: (rates, firstStep) =>
          trainBatches(compiled, tables, indices, rows / count, rates, firstStep),
      };
    },
  };
}

/**
 * Evaluates a dataset.
 *
 * @param doing The beginning of an error: `Cannot evaluate`.
 * @returns Loss and metrics, averaged over the rows.
 * @throws {WeftError} `data` when the dataset has no batches.
 */
export async function evaluateDataset(
  trainable: TrainableModel,
  compiled: CompiledModel,
  doing: string,
  dataset: BatchDataset,
  { batches }: EvaluateDatasetArgs,
): Promise<number[]> {
  if (batches !== undefined) requireCount(doing, "batches", batches);
  const reader = batchReader(trainable, doing, await dataset.iterator());
  const totals = compiled.labels.map(() => 0);
  let rows = 0;
  for (let done = 0; done < (batches ?? Infinity); done++) {
    const batch = await reader.next();
    if (!batch) {
      if (batches !== undefined) warnOfEnd("evaluateDataset", "batches", batches, done);
      break;
    }
    const size = batch.x[0]!.rows;
    const values = await evaluateTables(compiled, batch.x, batch.y, size);
    values.forEach((value, i) => totals[i]! += size * value);
    rows += size;
  }
  if (rows > 0) return totals.map((total) => total / rows);
  throw new WeftError("data", `${doing}: the dataset has no batches`, "Pass another dataset");
}

/** Warns as tfjs does, which goes on too. */
function warnOfEnd(method: string, name: string, expected: number, done: number): void {
  // deno-lint-ignore no-console -- a library has no other way to warn
  console.warn(
    `${method}: the dataset ended after ${done} of ${expected} batches (${name}). ` +
      "Use dataset.repeat() for more",
  );
}

function requireCount(doing: string, name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new WeftError(
    "usage",
    `${doing}: expected ${name} to be a positive integer, got ${value}`,
    `Pass ${name}: 1 or more`,
  );
}

// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { weightTables } from "./class_weights.ts";
import type { CompiledModel } from "./compiled_model.ts";
import type { EpochBatches, FitPlan } from "./fit.ts";
import type { Table } from "./fit_data.ts";
import type { FitArgs } from "./fit_types.ts";
import type { TrainableModel } from "./layers_model.ts";
import { readTables, type TablePair } from "./read_tables.ts";
import { evaluateTables, type Tables, trainBatches } from "./run_batches.ts";
import { requireStatefulBatches } from "./stateful.ts";

/** Rows of a batch where none is given, as in tfjs. */
export const BATCH_SIZE = 32;

/**
 * The plan of a fit on data in memory.
 *
 * @throws {WeftError} `usage` when the validation data or the weights of classes do not fit.
 */
export function fitPlan(
  trainable: TrainableModel,
  compiled: CompiledModel,
  given: TablePair,
  args: FitArgs,
): FitPlan {
  const { batchSize = BATCH_SIZE, epochs = 1, initialEpoch = 0, shuffle = true } = args;
  const { train, validation } = splitTables(trainable, given, args);
  const tables: Tables = { ...train, weights: weightTables(args.classWeight, train.y) };
  const { rows } = train.x[0]!;
  return {
    ...{ epochs, initialEpoch, batchSize, samples: rows, steps: null },
    callbacks: args.callbacks,
    yieldEvery: args.yieldEvery,
    signal: args.signal,
    verbose: args.verbose ?? 1,
    rateAt: args.learningRate ?? (() => trainable.optimizer!.learningRate),
    validate: validation &&
      (() => evaluateTables(compiled, validation.x, validation.y, batchSize)),
    batches: () => {
      const order = shuffle
        ? compiled.generator.permutation(rows)
        : Uint32Array.from({ length: rows }, (_, i) => i);
      return arrayBatches(compiled, tables, order, batchSize);
    },
  };
}

/** Batches of rows in an order; the last one may be smaller. */
function arrayBatches(
  compiled: CompiledModel,
  tables: Tables,
  order: Uint32Array,
  batchSize: number,
): EpochBatches {
  let at = 0;
  return {
    isLast: () => at >= order.length,
    next(most) {
      const left = order.length - at;
      if (left === 0) return Promise.resolve(undefined);
      const size = Math.min(batchSize, left);
      const count = size < batchSize ? 1 : Math.min(most, Math.floor(left / batchSize));
      const indices = order.subarray(at, at + count * size);
      at += count * size;
      return Promise.resolve({
        batchSize: size,
        count,
        train: (rates, firstStep) =>
          trainBatches(compiled, tables, indices, size, rates, firstStep),
      });
    },
  };
}

/** Splits off the validation data, as tfjs does: a share of the rows from the end. */
function splitTables(
  trainable: TrainableModel,
  given: TablePair,
  { batchSize = BATCH_SIZE, validationData, validationSplit }: FitArgs,
): { train: TablePair; validation: TablePair | undefined } {
  if (validationData) {
    const validation = readTables(trainable, "Cannot validate", ...validationData);
    requireStatefulBatches("Cannot validate", trainable, validation.x[0]!.rows, batchSize);
    return { train: given, validation };
  }
  if (!validationSplit) return { train: given, validation: undefined };
  const { rows } = given.x[0]!;
  const split = Math.floor(rows * (1 - validationSplit));
  if (!(validationSplit > 0 && validationSplit < 1) || split === 0 || split === rows) {
    throw new WeftError(
      "usage",
      `Cannot fit: validationSplit ${validationSplit} leaves ${split} of ${rows} rows to train on`,
      "Choose a share between 0 and 1 that leaves rows for both",
    );
  }
  for (const part of [split, rows - split]) {
    requireStatefulBatches("Cannot fit", trainable, part, batchSize);
  }
  const part = (from: number, to: number) => ({
    x: given.x.map((table) => partOf(table, from, to)),
    y: given.y.map((table) => partOf(table, from, to)),
  });
  return { train: part(0, split), validation: part(split, rows) };
}

function partOf(table: Table, from: number, to: number): Table {
  const width = table.data.length / table.rows;
  return { ...table, rows: to - from, data: table.data.subarray(from * width, to * width) };
}

// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import type { ModelNumbers, Table } from "./fit_data.ts";
import type { TrainableModel } from "./layers_model.ts";
import { readTables, type TablePair } from "./read_tables.ts";
import { requireStatefulBatches } from "./stateful.ts";

/** A dataset of batches `{ xs, ys }`, such as one of tf.data after `batch()`. */
export interface BatchDataset {
  iterator(): Promise<BatchIterator>;
  /** Number of batches, where it is known. */
  readonly size?: number;
}

/** An iterator over batches. */
export interface BatchIterator {
  next(): Promise<{ readonly value: unknown; readonly done?: boolean }>;
}

/** The batches of an iterator, as tables. */
export interface BatchReader {
  /** The next batch; undefined after the last one. Its tensors are disposed. */
  next(): Promise<TablePair | undefined>;
  /** The next batches, at most `most`, all of the same shapes; none after the last one. */
  take(most: number): Promise<TablePair[]>;
}

/** True for a dataset, false for numbers. */
export function isDataset(data: unknown): data is BatchDataset {
  return typeof (data as BatchDataset).iterator === "function";
}

/**
 * Reads batches for a model.
 *
 * @param doing The beginning of an error: `Cannot fit`.
 */
export function batchReader(
  trainable: TrainableModel,
  doing: string,
  iterator: BatchIterator,
): BatchReader {
  /** A batch of other shapes than those before it. */
  let held: TablePair | undefined;
  const next = async () => {
    const batch = held;
    held = undefined;
    if (batch) return batch;
    const { value } = await iterator.next();
    return value === null || value === undefined ? undefined : readBatch(trainable, doing, value);
  };
  return {
    next,
    async take(most) {
      const batches: TablePair[] = [];
      while (batches.length < most) {
        const batch = await next();
        if (batch && batches[0] && !sameTypes(batch, batches[0])) held = batch;
        if (!batch || held) break;
        batches.push(batch);
      }
      return batches;
    },
  };
}

function readBatch(trainable: TrainableModel, doing: string, value: unknown): TablePair {
  const { xs, ys } = value as { xs?: ModelNumbers; ys?: ModelNumbers };
  if (!xs || !ys) {
    throw new WeftError(
      "usage",
      `${doing}: expected the dataset to have elements { xs, ys }`,
      "Map its elements to such records, and call batch() on it",
    );
  }
  try {
    const tables = readTables(trainable, doing, xs, ys);
    const { rows } = tables.x[0]!;
    requireStatefulBatches(doing, trainable, rows, rows);
    return tables;
  } finally {
    for (const numbers of [xs, ys]) {
      const list = numbers instanceof tf.Tensor ? [numbers] : Object.values(numbers);
      for (const tensor of list) if (tensor instanceof tf.Tensor) tensor.dispose();
    }
  }
}

function sameTypes(a: TablePair, b: TablePair): boolean {
  const type = ({ x, y }: TablePair) =>
    JSON.stringify(
      [...x, ...y].map(({ rows, shape, dtype, scale }) => [rows, shape, dtype, scale]),
    );
  return type(a) === type(b);
}

/** Puts batches of the same shapes one after another. */
export function joinBatches(batches: readonly TablePair[]): TablePair {
  const [first] = batches;
  if (batches.length === 1) return first!;
  const joined = (key: "x" | "y") =>
    first![key].map((_, i) => joinTables(batches.map((batch) => batch[key][i]!)));
  return { x: joined("x"), y: joined("y") };
}

function joinTables(tables: readonly Table[]): Table {
  const [first] = tables;
  const { data, rows } = first!;
  const all = new (data.constructor as Float32ArrayConstructor)(data.length * tables.length);
  tables.forEach((table, at) => all.set(table.data, at * data.length));
  return { ...first!, rows: rows * tables.length, data: all };
}

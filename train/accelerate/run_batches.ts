// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { CompiledModel } from "./compiled_model.ts";
import { feedsOf, LEARNING_RATE, logsAt } from "./compiled_model.ts";
import { rowsOf, type Table } from "./fit_data.ts";

/** The tables of a data set: inputs, targets, and weights of its rows. */
export interface Tables {
  readonly x: readonly Table[];
  readonly y: readonly Table[];
  readonly weights: readonly (Table | undefined)[];
}

/**
 * Trains on some batches of equal size, in one call of ONNX Runtime where the backend can.
 *
 * @param indices Rows of the batches, one batch after another.
 * @param rates Learning rate of each batch.
 * @param firstStep Number of the first batch in this fit, for errors.
 * @returns For each batch its loss and metrics, in the order of the labels.
 * @throws {WeftError} `data` when a loss is not a number. The weights are then those before the
 * batch.
 */
export async function trainBatches(
  compiled: CompiledModel,
  { x, y, weights }: Tables,
  indices: Uint32Array,
  batchSize: number,
  rates: readonly number[],
  firstStep: number,
): Promise<number[][]> {
  const count = rates.length;
  const trainer = await compiled.trainStep(x, y, batchSize, weights);
  const run = async (batches: number) => {
    const rows = indices.subarray(0, batches * batchSize);
    const outputs = await trainer.runMany(batches, {
      ...feedsOf("input", x, (table) => rowsOf(table, rows)),
      ...feedsOf("target", y, (table) => rowsOf(table, rows)),
      ...feedsOf(
        "weight",
        weights.filter((table) => table !== undefined),
        (table) => rowsOf(table, rows),
      ),
      [LEARNING_RATE]: Float32Array.from(rates.slice(0, batches)),
    });
    return Array.from({ length: batches }, (_, i) => logsAt(outputs, compiled.labels, i));
  };
  const before = compiled.state.snapshot();
  const random = compiled.generator.state();
  const logs = await run(count);
  const bad = logs.findIndex(([loss]) => !Number.isFinite(loss));
  compiled.countSteps(bad < 0 ? count : bad);
  if (bad < 0) return logs;
  compiled.state.restore(before);
  compiled.generator.restore(random);
  if (bad > 0) await run(bad);
  throw new WeftError(
    "data",
    `Cannot go on training: the loss is ${logs[bad]![0]} in step ${firstStep + bad + 1}`,
    "The weights are those before the step. Use a lower learning rate, or look for extreme numbers",
  );
}

/**
 * Evaluates a data set.
 *
 * @returns Loss and metrics, averaged over the rows.
 */
export async function evaluateTables(
  compiled: CompiledModel,
  x: readonly Table[],
  y: readonly Table[],
  batchSize: number,
): Promise<number[]> {
  const rows = x[0]!.rows;
  const totals = compiled.labels.map(() => 0);
  for (let from = 0; from < rows; from += batchSize) {
    const size = Math.min(batchSize, rows - from);
    const step = await compiled.testStep(x, y, size);
    const outputs = await step.run({
      ...feedsOf("input", x, (table) => slice(table, from, size)),
      ...feedsOf("target", y, (table) => slice(table, from, size)),
    });
    logsAt(outputs, compiled.labels, 0).forEach((value, i) => totals[i]! += size * value);
  }
  return totals.map((total) => total / rows);
}

/**
 * Computes the model's outputs for a data set.
 *
 * @returns For each output its numbers and its shape, rows first.
 */
export async function predictTables(
  compiled: CompiledModel,
  x: readonly Table[],
  batchSize: number,
): Promise<{ data: Float32Array; shape: number[]; type: string }[]> {
  const rows = x[0]!.rows;
  let results: { data: Float32Array; shape: number[]; type: string }[] | undefined;
  for (let from = 0; from < rows; from += batchSize) {
    const size = Math.min(batchSize, rows - from);
    const { step, run } = await compiled.predictStep(x, size);
    const outputs = await run(feedsOf("input", x, (table) => slice(table, from, size)));
    results ??= step.outputs.map(({ name, shape, type }) => {
      const width = outputs[name]!.length / size;
      const lengths = [rows, ...shape.slice(1) as number[]];
      return { data: new Float32Array(rows * width), shape: lengths, type };
    });
    step.outputs.forEach(({ name }, i) => {
      const values = outputs[name]!;
      results![i]!.data.set(values, from * values.length / size);
    });
  }
  return results ?? [];
}

function slice({ data, rows }: Table, from: number, count: number): Table["data"] {
  const width = data.length / rows;
  return data.subarray(from * width, (from + count) * width);
}

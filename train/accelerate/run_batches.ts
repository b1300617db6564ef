// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { CompiledModel, TrainedCall } from "./compiled_model.ts";
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
 * @throws {WeftError} `data` when a loss is not a number. The weights are then those after the last
 * step that left numbers.
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
  const weighted = weights.filter((table) => table !== undefined);
  const numbers = {
    ...feedsOf("input", x, (table) => rowsOf(table, indices)),
    ...feedsOf("target", y, (table) => rowsOf(table, indices)),
    ...feedsOf("weight", weighted, (table) => rowsOf(table, indices)),
    [LEARNING_RATE]: Float32Array.from(rates),
  };
  const random = compiled.generator.state();
  const call: TrainedCall = {
    before: compiled.state.snapshot(),
    count,
    async run(batches) {
      // A step that is run again gets the same random numbers.
      compiled.generator.restore(random);
      if (batches > 0) await trainer.runMany(batches, firstOf(numbers, batches / count));
    },
  };
  const outputs = await trainer.runMany(count, numbers);
  const logs = rates.map((_, i) => logsAt(outputs, compiled.labels, i));
  const bad = logs.findIndex(([loss]) => !Number.isFinite(loss));
  compiled.countSteps(bad < 0 ? count : bad);
  if (bad < 0) {
    // Tensors on a GPU are freed with the next call.
    const isOnCpu = [...call.before.values()].every(({ fetch }) => fetch === undefined);
    compiled.lastCall = isOnCpu ? call : undefined;
    return logs;
  }
  const good = firstStep + await restoreNumbers(compiled, call, bad);
  throw new WeftError(
    "data",
    `Cannot go on training: the loss is ${logs[bad]![0]} in step ${firstStep + bad + 1}`,
    `The weights are those after ${good} steps. Use a lower learning rate, or look for extreme ` +
      "numbers in the data",
  );
}

/**
 * Restores the weights before step `bad` of a call. A step whose loss is a number can leave weights
 * that are not, such as by the root of 0; then it restores those before that step.
 *
 * @returns The number of steps that count, from the beginning of the call.
 */
async function restoreNumbers(
  { state, lastCall, countSteps }: CompiledModel,
  call: TrainedCall,
  bad: number,
): Promise<number> {
  const goBack = async ({ before, run }: TrainedCall, count: number) => {
    state.restore(before);
    await run(count);
  };
  await goBack(call, bad);
  const earlier = bad > 0 ? call : lastCall;
  if (await state.isFinite() || !earlier) return bad;
  await goBack(earlier, bad > 0 ? bad - 1 : earlier.count - 1);
  countSteps(-1);
  return bad - 1;
}

/** The first numbers of each input. */
function firstOf<T extends Table["data"]>(
  numbers: Readonly<Record<string, T>>,
  share: number,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, data]) => [
      name,
      data.subarray(0, Math.round(data.length * share)) as T,
    ]),
  );
}

/**
 * Evaluates a data set.
 *
 * @returns The numbers of tfjs's own evaluation, averaged over the rows. For a model with several
 * outputs these are the sums of the losses of the first output, of the first two, …, then each
 * output's loss, then the metrics. The history gives them the names of a training step's numbers,
 * as tfjs does: `val_loss` is then the loss of the first output alone.
 */
export async function evaluateTables(
  compiled: CompiledModel,
  x: readonly Table[],
  y: readonly Table[],
  batchSize: number,
): Promise<number[]> {
  const rows = x[0]!.rows;
  const totals: number[] = [];
  for (let from = 0; from < rows; from += batchSize) {
    const size = Math.min(batchSize, rows - from);
    const step = await compiled.testStep(x, y, size);
    const outputs = await step.run({
      ...feedsOf("input", x, (table) => slice(table, from, size)),
      ...feedsOf("target", y, (table) => slice(table, from, size)),
    });
    step.step.outputs.forEach(({ name }, i) => {
      totals[i] = (totals[i] ?? 0) + size * outputs[name]![0]!;
    });
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

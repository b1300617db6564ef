import * as tf from "@tensorflow/tfjs";
import type { SavedModel } from "../../compiler/mod.ts";
import { randomInputs } from "./random_inputs.ts";
import type { ModelRecord } from "./record.ts";
import type { InputShape } from "./shapes.ts";
import { tryTfjs, watchMethod } from "./try_tfjs.ts";
import { registerMissingKernels } from "../../commands/export/reference/wasm_kernels.ts";

/** The results of tfjs for a model. */
export interface TfjsRuns {
  /** The numbers of rows that it ran. */
  readonly rows: readonly number[];
  readonly report: NonNullable<ModelRecord["tfjs"]>;
}

/**
 * Runs a model in tfjs with each number of rows: by its backend wasm, which is much faster than
 * cpu, and by cpu where wasm refuses the model. The first number must run; `rowsRefused` says why
 * another one does not.
 */
export async function runTfjs(
  model: SavedModel,
  inputs: readonly InputShape[],
  counts: readonly number[],
): Promise<TfjsRuns> {
  await import("@tensorflow/tfjs-backend-wasm");
  registerMissingKernels();
  await tf.setBackend("wasm");
  const runs = await runRows(model, inputs, counts);
  if (runs.report.refused === undefined) return runs;
  await tf.setBackend("cpu");
  return await runRows(model, inputs, counts);
}

async function runRows(
  model: SavedModel,
  inputs: readonly InputShape[],
  counts: readonly number[],
): Promise<TfjsRuns> {
  const method = watchMethod(model);
  const done: number[] = [];
  const start = performance.now();
  let seconds = 0;
  for (const rows of counts) {
    try {
      await tryTfjs(model, randomInputs(inputs, rows));
      done.push(rows);
      seconds ||= (performance.now() - start) / 1000;
    } catch (error) {
      const why = (error as Error).message;
      if (rows === counts[0]) return { rows: done, report: { refused: why } };
      return { rows: done, report: { method: method(), seconds, rowsRefused: why } };
    }
  }
  return { rows: done, report: { method: method(), seconds } };
}

import * as tf from "@tensorflow/tfjs";
import type { SavedModel } from "../../compiler/mod.ts";
import { largestDifference } from "./difference.ts";
import { nextRounding, randomInputs } from "./random_inputs.ts";
import type { ModelRecord } from "./record.ts";
import type { InputShape } from "./shapes.ts";
import { type Output, tfjsOutputs, watchMethod } from "./tfjs_outputs.ts";
import { registerMissingKernels } from "../../commands/export/reference/wasm_kernels.ts";

/** The results of tfjs for a model. */
export interface TfjsRuns {
  /** Outputs by the number of rows. */
  readonly outputs: Readonly<Record<number, readonly Output[]>>;
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
  const outputs: Record<number, readonly Output[]> = {};
  const start = performance.now();
  let seconds = 0;
  for (const rows of counts) {
    try {
      outputs[rows] = await tfjsOutputs(model, randomInputs(inputs, rows));
      seconds ||= (performance.now() - start) / 1000;
    } catch (error) {
      const why = (error as Error).message;
      if (rows === counts[0]) return { outputs, report: { refused: why } };
      return { outputs, report: { method: method(), seconds, rowsRefused: why } };
    }
  }
  return { outputs, report: { method: method(), seconds } };
}

/**
 * Measures how much a model enlarges roundings: the largest change of its outputs, relative to
 * their spread, when each input moves by one rounding.
 */
export async function changeByRounding(
  model: SavedModel,
  inputs: readonly InputShape[],
  { outputs }: TfjsRuns,
): Promise<number> {
  let change = 0;
  for (const [rows, from] of Object.entries(outputs)) {
    const moved = await tfjsOutputs(model, nextRounding(randomInputs(inputs, Number(rows))));
    change = Math.max(change, largestDifference(moved, from));
  }
  return change;
}

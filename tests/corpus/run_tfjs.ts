import * as tf from "@tensorflow/tfjs";
import type { SavedModel } from "../../compiler/mod.ts";
import { largestDifference } from "./difference.ts";
import { type InputData, nextRounding, randomInputs } from "./random_inputs.ts";
import type { ModelRecord } from "./record.ts";
import type { InputShape } from "./shapes.ts";
import { type Output, tfjsOutputs, watchMethod } from "./tfjs_outputs.ts";
import { registerMissingKernels } from "./wasm_kernels.ts";

/** What tfjs computes of a model. */
export interface TfjsRuns {
  /** Outputs by the number of rows. */
  readonly outputs: Readonly<Record<number, readonly Output[]>>;
  readonly report: NonNullable<ModelRecord["tfjs"]>;
}

/**
 * Runs a model in tfjs at 1 row and at `rows`, by its backend wasm, which is some 20 times as fast
 * as cpu.
 *
 * It also measures how much the model enlarges roundings: what its outputs change when each input
 * moves by one rounding.
 */
export async function runTfjs(
  model: SavedModel,
  inputs: readonly InputShape[],
  rows: number,
): Promise<TfjsRuns> {
  await import("@tensorflow/tfjs-backend-wasm");
  registerMissingKernels();
  await tf.setBackend("wasm");
  let moved = 0;
  const method = watchMethod(model);
  const run = async (count: number): Promise<Output[]> => {
    const data: readonly InputData[] = randomInputs(inputs, count);
    const found = await tfjsOutputs(model, data);
    const next = await tfjsOutputs(model, nextRounding(data));
    moved = Math.max(moved, largestDifference(next, found));
    return found;
  };
  const start = performance.now();
  let one: Output[];
  try {
    one = await run(1);
  } catch (error) {
    return { outputs: {}, report: { refused: (error as Error).message } };
  }
  // Half of the two runs.
  const seconds = (performance.now() - start) / 2000;
  const report = () => ({ method: method(), seconds, moved });
  const outputs: Record<number, readonly Output[]> = { 1: one };
  if (!inputs.some(({ shape }) => shape.includes(null))) return { outputs, report: report() };
  try {
    outputs[rows] = await run(rows);
    return { outputs, report: report() };
  } catch (error) {
    return { outputs, report: { ...report(), rowsRefused: (error as Error).message } };
  }
}

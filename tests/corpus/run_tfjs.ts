import * as tf from "@tensorflow/tfjs";
import type { SavedModel } from "../../compiler/mod.ts";
import { largestDifference } from "./difference.ts";
import { randomInputs } from "./random_inputs.ts";
import type { ModelRecord } from "./record.ts";
import type { InputShape } from "./shapes.ts";
import { type Output, type TfjsOutputs, tfjsOutputs } from "./tfjs_outputs.ts";

/** What tfjs computes of a model. */
export interface TfjsRuns {
  /** Outputs for one row, by the backend cpu, or by wasm where cpu takes too long. */
  readonly one?: readonly Output[];
  /** Outputs for several rows, by the faster backend that has all kernels. */
  readonly many?: readonly Output[];
  readonly report: NonNullable<ModelRecord["tfjs"]>;
}

/** Seconds of the backend wasm beyond which cpu, some 20 times slower, is not run. */
const SLOW = 2;

/**
 * Runs a model in tfjs: one row in its backends wasm and cpu, whose difference is a measure of how
 * much the model enlarges roundings, and several rows in wasm, or in cpu where wasm lacks a kernel.
 */
export async function runTfjs(
  model: SavedModel,
  inputs: readonly InputShape[],
  rows: number,
): Promise<TfjsRuns> {
  const free = inputs.some(({ shape }) => shape.includes(null));
  await import("@tensorflow/tfjs-backend-wasm");
  const seconds: Record<string, number> = {};
  const run = async (backend: "wasm" | "cpu", count: number): Promise<TfjsOutputs> => {
    await tf.setBackend(backend);
    const start = performance.now();
    const result = await tfjsOutputs(model, randomInputs(inputs, count));
    if (count === 1) seconds[backend] = (performance.now() - start) / 1000;
    return result;
  };
  const wasm = await run("wasm", 1).catch(() => undefined);
  let cpu: TfjsOutputs | undefined;
  if (!wasm || seconds.wasm! < SLOW) {
    try {
      cpu = await run("cpu", 1);
    } catch (error) {
      return { report: { refused: (error as Error).message } };
    }
  }
  const { method, outputs: one } = cpu ?? wasm!;
  const own = cpu && wasm ? { ownDifference: largestDifference(wasm.outputs, cpu.outputs) } : {};
  const report = { method, seconds, ...own };
  if (!free) return { one, report };
  try {
    const { outputs: many } = await run(wasm ? "wasm" : "cpu", rows);
    return { one, many, report };
  } catch (error) {
    return { one, report: { ...report, rowsRefused: (error as Error).message } };
  }
}

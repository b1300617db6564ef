import * as tf from "@tensorflow/tfjs";
import type { SavedModel } from "../../compiler/mod.ts";
import { largestDifference } from "./difference.ts";
import { type InputData, nextRounding, randomInputs } from "./random_inputs.ts";
import type { ModelRecord } from "./record.ts";
import type { InputShape } from "./shapes.ts";
import { type Output, type TfjsOutputs, tfjsOutputs } from "./tfjs_outputs.ts";

/** What tfjs computes of a model. */
export interface TfjsRuns {
  /** Outputs by the number of rows. */
  readonly outputs: Readonly<Record<number, readonly Output[]>>;
  readonly report: NonNullable<ModelRecord["tfjs"]>;
}

/** Seconds of the backend wasm beyond which cpu, some 20 times slower, is not run. */
const SLOW = 2;

/**
 * Runs a model in tfjs at 1 row and at `rows`, by its backend wasm, or by cpu where wasm lacks a
 * kernel.
 *
 * It also measures how much the model enlarges roundings: by what its outputs differ between the
 * two backends, and when each input moves by one rounding.
 */
export async function runTfjs(
  model: SavedModel,
  inputs: readonly InputShape[],
  rows: number,
): Promise<TfjsRuns> {
  await import("@tensorflow/tfjs-backend-wasm");
  const seconds: Record<string, number> = {};
  const run = async (backend: "wasm" | "cpu", data: readonly InputData[]): Promise<TfjsOutputs> => {
    await tf.setBackend(backend);
    const start = performance.now();
    const result = await tfjsOutputs(model, data);
    seconds[backend] ??= (performance.now() - start) / 1000;
    return result;
  };
  const one = randomInputs(inputs, 1);
  const wasm = await run("wasm", one).catch(() => undefined);
  let cpu: TfjsOutputs | undefined;
  if (!wasm || seconds.wasm! < SLOW) {
    try {
      cpu = await run("cpu", one);
    } catch (error) {
      return { outputs: {}, report: { refused: (error as Error).message } };
    }
  }
  const { method, outputs } = cpu ?? wasm!;
  const backend = wasm ? "wasm" : "cpu";
  const moved = async (data: readonly InputData[], from: readonly Output[]): Promise<number> =>
    largestDifference((await run(backend, nextRounding(data))).outputs, from);
  const differences = [await moved(one, (wasm ?? cpu!).outputs)];
  if (cpu && wasm) differences.push(largestDifference(wasm.outputs, cpu.outputs));
  const report = () => ({ method, seconds, ownDifference: Math.max(...differences) });
  if (!inputs.some(({ shape }) => shape.includes(null))) {
    return { outputs: { 1: outputs }, report: report() };
  }
  try {
    const data = randomInputs(inputs, rows);
    const { outputs: many } = await run(backend, data);
    differences.push(await moved(data, many));
    return { outputs: { 1: outputs, [rows]: many }, report: report() };
  } catch (error) {
    const rowsRefused = (error as Error).message;
    return { outputs: { 1: outputs }, report: { ...report(), rowsRefused } };
  }
}

import * as tf from "@tensorflow/tfjs";
import { checkExport, type CheckOptions, type CheckResult } from "../../../compiler/check/check.ts";
import type { CompiledModel, SavedModel } from "../../../compiler/mod.ts";
import { registerMissingKernels } from "./wasm_kernels.ts";

/** A comparison, and the backend of tfjs that it is with. */
export interface FileCheck extends CheckResult {
  readonly tfjs: "wasm" | "cpu";
}

/**
 * Compares a file with tfjs's backend wasm, which computes networks for images much faster than
 * cpu. Where the two differ, or wasm cannot run the model, cpu decides: it defines what a kernel
 * means.
 */
export async function checkFile(
  model: SavedModel,
  compiled: CompiledModel,
  bytes: Uint8Array,
  options: CheckOptions,
): Promise<FileCheck> {
  const fast = await checkOnWasm(model, compiled, bytes, options);
  if (fast && fast.difference <= fast.tolerance) return { ...fast, tfjs: "wasm" };
  return { ...await checkExport(model, compiled, bytes, options), tfjs: "cpu" };
}

/** The comparison with wasm; undefined when it cannot run the model. */
async function checkOnWasm(
  ...file: Parameters<typeof checkExport>
): Promise<CheckResult | undefined> {
  await import("@tensorflow/tfjs-backend-wasm");
  registerMissingKernels();
  await tf.setBackend("wasm");
  try {
    return await checkExport(...file);
  } catch {
    return undefined; // cpu computes it, or fails with a better reason
  } finally {
    await tf.setBackend("cpu");
  }
}

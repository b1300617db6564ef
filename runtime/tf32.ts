import process from "node:process";
import { WeftError } from "../error.ts";
import type { Backend } from "./backends.ts";

/**
 * The environment variable that NVIDIA's libraries (cuBLAS, cuDNN) read when they first compute.
 * With 0 they do not round float32 to TF32, which has 10 bits of mantissa. ONNX Runtime allows TF32
 * by default, and onnxruntime-node passes none of its CUDA options on except the number of the GPU,
 * so the variable is the only way.
 */
export const TF32_VARIABLE = "NVIDIA_TF32_OVERRIDE";

/**
 * Forbids TF32 in this process, unless the environment or {@linkcode allowTf32} has set the
 * variable.
 */
export function forbidTf32(): void {
  process.env[TF32_VARIABLE] ??= "0"; // C's getenv sees it at once: tf32_test.ts
}

/**
 * Applies `--tf32`. Call it before the first session: NVIDIA's libraries read the variable once.
 *
 * @throws {WeftError} `usage` with a backend that has no TF32.
 */
export function allowTf32(
  { tf32, backend }: { readonly tf32: boolean; readonly backend: Backend },
): void {
  if (!tf32) return;
  if (backend !== "auto" && backend !== "cuda") {
    throw new WeftError(
      "usage",
      `--tf32 does not go with --backend ${backend}: only CUDA has TF32`,
      "Leave it out, or use --backend cuda",
    );
  }
  process.env[TF32_VARIABLE] = "1";
}

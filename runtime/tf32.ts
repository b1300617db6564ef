import process from "node:process";
import { WeftError } from "../error.ts";
import type { Backend } from "./runtime.ts";

/**
 * NVIDIA's libraries (cuBLAS, cuDNN) ask the environment for this name when they first compute: 0
 * keeps them from rounding float32 to TF32's 10 bits of mantissa. ONNX Runtime lets them, and
 * onnxruntime-node passes none of its provider options on but the card's number, so there is no
 * other way to say it.
 */
export const TF32_VARIABLE = "NVIDIA_TF32_OVERRIDE";

/**
 * Forbids TF32 in this process, unless the environment or {@linkcode allowTf32} has already said
 * something about it.
 */
export function forbidTf32(): void {
  process.env[TF32_VARIABLE] ??= "0"; // reaches C's getenv at once: tf32_test.ts
}

/**
 * Does what `--tf32` says. Call it before any session is made: NVIDIA's libraries ask once.
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

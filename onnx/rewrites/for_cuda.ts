// This module is browser compatible.
import { dropChannelPadding } from "./channel_padding.ts";
import { type Rewrite, rewriteModel } from "./rewrite.ts";
import { symmetricPads } from "./symmetric_pads.ts";

/** The rewrites for the CUDA provider, in their order. */
export const CUDA_REWRITES: readonly Rewrite[] = [dropChannelPadding, symmetricPads];

/**
 * Rewrites a model for ONNX Runtime's CUDA provider, so that every node runs on the GPU. An
 * exported file may have transposed convolutions that the provider leaves to the CPU, with a copy
 * from the GPU and back.
 *
 * @param bytes An .onnx file.
 * @returns The rewritten model, or `bytes` themselves when no rewrite applies.
 *
 * @example
 * ```ts
 * const bytes = await Deno.readFile("models/zoo/vae/decoder.onnx");
 * console.assert(rewriteForCuda(bytes) !== bytes); // transposed convolutions have symmetric pads
 * ```
 */
export function rewriteForCuda(bytes: Uint8Array): Uint8Array {
  return rewriteModel(bytes, CUDA_REWRITES);
}

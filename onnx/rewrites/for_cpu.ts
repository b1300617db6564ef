// This module is browser compatible.
import { dropChannelPadding } from "./channel_padding.ts";
import { poolByStridedConvs } from "./pool_by_strided_convs.ts";
import { type Rewrite, rewriteModel } from "./rewrite.ts";

/** The rewrites for the CPU provider, in their order. */
export const CPU_REWRITES: readonly Rewrite[] = [dropChannelPadding, poolByStridedConvs];

/**
 * Rewrites a model for ONNX Runtime's CPU provider. An exported file is the same for every
 * provider; this removes what only others need and replaces operators that are slow on the CPU.
 *
 * @param bytes An .onnx file.
 * @returns The rewritten model, or `bytes` themselves when no rewrite applies.
 *
 * @example
 * ```ts
 * const bytes = await Deno.readFile("models/zoo/lenet/model.onnx");
 * console.assert(rewriteForCpu(bytes) !== bytes); // the first layer pools by strided convolutions
 * ```
 */
export function rewriteForCpu(bytes: Uint8Array): Uint8Array {
  return rewriteModel(bytes, CPU_REWRITES);
}

// This module is browser compatible.
import { dropChannelPadding } from "./channel_padding.ts";
import { poolByStridedConvs } from "./pool_by_strided_convs.ts";
import { rewriteModel } from "./rewrite.ts";

/**
 * The form of a model that ONNX Runtime computes fastest on the CPU. An exported file is the same
 * for every provider: it has what one of them needs and another one pays for, and the plainest form
 * of the rest.
 *
 * @param bytes An .onnx file.
 * @returns The model rewritten, or `bytes` themselves where there is nothing to win.
 *
 * @example
 * ```ts
 * const bytes = await Deno.readFile("models/zoo/lenet/model.onnx");
 * console.assert(rewriteForCpu(bytes) !== bytes); // pooled in phases
 * ```
 */
export function rewriteForCpu(bytes: Uint8Array): Uint8Array {
  return rewriteModel(bytes, [dropChannelPadding, poolByStridedConvs]);
}

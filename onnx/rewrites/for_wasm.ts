// This module is browser compatible.
import { dropChannelPadding } from "./channel_padding.ts";
import { expandFilters } from "./expand_filters.ts";
import { foldBatchNormalization } from "./fold_batch_normalization.ts";
import { type Rewrite, rewriteModel } from "./rewrite.ts";
import { winogradConvs } from "./winograd_convs.ts";

/** The rewrites for WebAssembly, in their order. */
export const WASM_REWRITES: readonly Rewrite[] = [
  expandFilters,
  dropChannelPadding,
  foldBatchNormalization,
  winogradConvs,
];

/**
 * Rewrites a model for ONNX Runtime's WebAssembly build. It has neither the blocked convolutions
 * of the CPU provider nor fused multiply-adds, so that it pays to multiply less.
 *
 * @param bytes An .onnx file.
 * @returns The rewritten model, or `bytes` themselves when no rewrite applies.
 *
 * @example
 * ```ts
 * const bytes = await Deno.readFile("models/zoo/lenet-modified/model.onnx");
 * console.assert(rewriteForWasm(bytes) !== bytes); // batch normalization is in the filters
 * ```
 */
export function rewriteForWasm(bytes: Uint8Array): Uint8Array {
  return rewriteModel(bytes, WASM_REWRITES);
}

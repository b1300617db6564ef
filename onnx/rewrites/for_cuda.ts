// This module is browser compatible.
import { dropChannelPadding } from "./channel_padding.ts";
import { evenPads } from "./even_pads.ts";
import { rewriteModel } from "./rewrite.ts";

/**
 * The form of a model that ONNX Runtime computes on an NVIDIA card as a whole. An exported file may
 * have transposed convolutions that are left to the CPU there, with a copy from the card and back.
 *
 * @param bytes An .onnx file.
 * @returns The model rewritten, or `bytes` themselves where there is nothing to win.
 *
 * @example
 * ```ts
 * const bytes = await Deno.readFile("models/zoo/vae/decoder.onnx");
 * console.assert(rewriteForCuda(bytes) !== bytes); // cut off evenly, and sliced
 * ```
 */
export function rewriteForCuda(bytes: Uint8Array): Uint8Array {
  return rewriteModel(bytes, [dropChannelPadding, evenPads]);
}

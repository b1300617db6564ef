// This module is browser compatible.

/**
 * Graph rewrites: they replace parts of a model when it is loaded.
 *
 * A rewrite changes what ONNX Runtime computes a graph with, never what it accepts or refuses: a
 * damaged file is refused for what it is. So a rewrite
 *
 * - removes only nodes and constants that it understands completely (`plain_call.ts`,
 *   `isComplete` in `read.ts`), and leaves everything else as it is, unused parts too;
 * - takes time and memory in proportion to the file: it looks names up in an index and makes its
 *   changes at once (`graph_edit.ts`), and copies a constant once, however many nodes read it;
 * - goes through the nodes in their order and calls nothing recursively, so that a graph may be of
 *   any depth.
 *
 * `tests/fuzz/` compares rewritten and plain models in ONNX Runtime. One difference is known: where
 * an output of the graph is also read inside and declares a shape that it does not have, ONNX
 * Runtime may refuse the plain model and accept the rewritten one, whose numbers are right.
 *
 * @module
 */

import type { GraphProto, ModelProto } from "onnx-buf";
import { decodeModel, encodeModel } from "../encode.ts";
import { rewritableOpset } from "./well_formed.ts";

/**
 * Changes a well-formed graph in place into an equivalent one: for finite inputs it computes the
 * same numbers up to rounding.
 *
 * @param opset The version of ai.onnx.
 * @returns True when the graph has changed.
 */
export type Rewrite = (graph: GraphProto, opset: number) => boolean;

/**
 * Applies rewrites to a model when it is loaded. It never throws: a file that cannot be read or
 * written again, such as one that nests messages deeper than the stack, stays as it is.
 *
 * @param bytes An .onnx file.
 * @returns The rewritten model, or `bytes` themselves when no rewrite applies.
 */
export function rewriteModel(bytes: Uint8Array, rewrites: readonly Rewrite[]): Uint8Array {
  try {
    return applyRewrites(decodeModel(bytes), rewrites) ?? bytes;
  } catch {
    return bytes; // ONNX Runtime reports the error
  }
}

/**
 * Applies rewrites to a model in place.
 *
 * @returns The .onnx file; `undefined` when no rewrite applies.
 * @throws {Error} when the model cannot be written.
 */
export function applyRewrites(
  model: ModelProto,
  rewrites: readonly Rewrite[],
): Uint8Array | undefined {
  const opset = rewritableOpset(model);
  if (opset === undefined) return undefined;
  const changed = rewrites.map((rewrite) => rewrite(model.graph!, opset)).includes(true);
  return changed ? encodeModel(model) : undefined;
}

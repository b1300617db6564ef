// This module is browser compatible.
import type { GraphProto, ModelProto } from "onnx-buf";
import { decodeModel, encodeModel } from "../encode.ts";
import { pruneGraph } from "../prune.ts";
import { subgraphsOf } from "../read.ts";

/**
 * Changes a graph in place into an equivalent one: it computes the same numbers up to rounding.
 *
 * @param opset The version of ai.onnx.
 * @returns True when the graph has changed.
 */
export type Rewrite = (graph: GraphProto, opset: number) => boolean;

/** The first version of the format in which an initializer need not be a graph input too. */
const FIRST_IR_VERSION = 4n;
/** The first version of ai.onnx in which Pad and Slice take amounts and positions as inputs. */
const FIRST_OPSET = 11;

/**
 * Applies rewrites to a model when it is loaded. Models of earlier formats and models with
 * subgraphs are left as they are, because a subgraph may read any value of the graph around it.
 *
 * @param bytes An .onnx file.
 * @returns The rewritten model, or `bytes` themselves when no rewrite applies.
 */
export function rewriteModel(bytes: Uint8Array, rewrites: readonly Rewrite[]): Uint8Array {
  const model = tryDecode(bytes);
  const graph = model?.graph;
  if (!graph || model.irVersion < FIRST_IR_VERSION) return bytes;
  if (graph.node.some((node) => subgraphsOf(node).length > 0)) return bytes;
  const opset = Number(model.opsetImport.find(({ domain }) => domain === "")?.version ?? 0);
  if (opset < FIRST_OPSET) return bytes;
  const changed = rewrites.map((rewrite) => rewrite(graph, opset)).includes(true);
  if (!changed) return bytes;
  pruneGraph(graph);
  return encodeModel(model);
}

/** `undefined` for bytes that are not a model: ONNX Runtime then reports the error. */
function tryDecode(bytes: Uint8Array): ModelProto | undefined {
  try {
    return decodeModel(bytes);
  } catch {
    return undefined;
  }
}

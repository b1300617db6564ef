// This module is browser compatible.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "onnx-buf";

/**
 * Rewrites a graph in place into one that gives the same numbers, but for rounding.
 *
 * @param opset The version of ai.onnx.
 * @returns Whether there was anything to rewrite.
 */
export type Rewrite = (graph: GraphProto, opset: number) => boolean;

/** The first version of the format in which a constant need not be an input too. */
const CONSTANTS_ALONE = 4n;
/** The first version of ai.onnx in which Pad and Slice take amounts and positions as inputs. */
const POSITIONS_ARE_INPUTS = 11;

/**
 * Rewrites a model. What is not recognised stays as it is.
 *
 * @param bytes An .onnx file.
 * @returns The model rewritten, or `bytes` themselves where there was nothing to rewrite.
 */
export function rewriteModel(bytes: Uint8Array, rewrites: readonly Rewrite[]): Uint8Array {
  const model = parse(bytes);
  const graph = model?.graph;
  if (!graph || model.irVersion < CONSTANTS_ALONE || hasSubgraphs(graph)) return bytes;
  const opset = Number(model.opsetImport.find(({ domain }) => domain === "")?.version ?? 0);
  if (opset < POSITIONS_ARE_INPUTS) return bytes;
  const rewritten = rewrites.map((rewrite) => rewrite(graph, opset)).includes(true);
  if (!rewritten) return bytes;
  prune(graph);
  return toBinary(ModelProtoSchema, model);
}

/** `undefined` for what is no model: ONNX Runtime then says what is wrong with it. */
function parse(bytes: Uint8Array): ModelProto | undefined {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch {
    return undefined;
  }
}

/** A subgraph reads values of the graph around it without being seen to. */
function hasSubgraphs(graph: GraphProto): boolean {
  return graph.node.some(({ attribute }) => attribute.some(({ g, graphs }) => g || graphs.length));
}

/** Drops nodes and constants that nobody reads any more. */
function prune(graph: GraphProto): void {
  const needed = new Set(graph.output.map(({ name }) => name));
  graph.node = graph.node.toReversed().filter(({ input, output }) => {
    if (!output.some((name) => needed.has(name))) return false;
    for (const name of input) needed.add(name);
    return true;
  }).toReversed();
  graph.initializer = graph.initializer.filter(({ name }) => needed.has(name));
}

// This module is browser compatible.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "onnx-buf";
import { dropChannelPadding } from "./channel_padding.ts";
import { poolInPhases } from "./pool_in_phases.ts";

/** The first version of ai.onnx in which a reduction takes its axes as an input. */
const AXES_ARE_INPUTS = 18;
/** The first version of the format in which a constant need not be an input too. */
const CONSTANTS_ALONE = 4n;

/**
 * The form of a model that ONNX Runtime computes fastest on the CPU. An exported file is the same for every provider: it has
 * what one of them needs and another one pays for, and the plainest form of the rest. What is not recognised stays as it is.
 *
 * @param bytes An .onnx file.
 * @returns The model rewritten, or `bytes` themselves where there is nothing to win.
 *
 * @example
 * ```ts
 * const bytes = await Deno.readFile("zoo/lenet/model.onnx");
 * console.assert(cpuForm(bytes) !== bytes); // pooled in phases
 * ```
 */
export function cpuForm(bytes: Uint8Array): Uint8Array {
  const model = parse(bytes);
  const graph = model?.graph;
  if (!graph || model.irVersion < CONSTANTS_ALONE || hasSubgraphs(graph)) return bytes;
  const version = model.opsetImport.find(({ domain }) => domain === "")?.version ?? 0n;
  const dropped = dropChannelPadding(graph);
  const pooled = poolInPhases(graph, version >= AXES_ARE_INPUTS);
  if (!dropped && !pooled) return bytes;
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

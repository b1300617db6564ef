// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { floatsOf, shapeOf } from "../read.ts";
import { addConstant } from "../rewrites/add_constant.ts";

/**
 * Folds a batch normalization with constant statistics into the convolution before it: its factor
 * goes into the filter, its offset into the bias. A float32 runtime does that when it loads a
 * model; here it comes first, so that the filter that is rounded is the one that is used.
 */
export function foldBatchNormalization(graph: GraphProto): void {
  const index = indexGraph(graph);
  const folded = new Set<NodeProto>();
  for (const node of graph.node) {
    if (node.opType !== "BatchNormalization" || node.output.length !== 1) continue;
    const conv = index.soleProducer(node.input[0], "Conv");
    if (conv && fold(graph, conv, node, index)) folded.add(node);
  }
  graph.node = graph.node.filter((node) => !folded.has(node));
}

/** The epsilon of a batch normalization that has none, by the standard. */
const DEFAULT_EPSILON = 1e-5;

function fold(graph: GraphProto, conv: NodeProto, node: NodeProto, index: GraphIndex): boolean {
  const tensor = index.constant(conv.input[1]);
  const filter = floatsOf(tensor);
  const [gamma, beta, mean, variance] = node.input.slice(1).map((value) =>
    floatsOf(index.constant(value))
  );
  const bias = conv.input[2] ? floatsOf(index.constant(conv.input[2])) : new Float32Array(0);
  if (!tensor || !filter || !gamma || !beta || !mean || !variance || !bias) return false;
  const epsilon = node.attribute.find(({ name }) => name === "epsilon")?.f ?? DEFAULT_EPSILON;
  const factor = gamma.map((value, i) => value / Math.sqrt(variance[i]! + epsilon));
  const size = filter.length / factor.length;
  const scaled = filter.map((value, i) => value * factor[Math.floor(i / size)]!);
  const offset = beta.map((value, i) => value + ((bias[i] ?? 0) - mean[i]!) * factor[i]!);
  conv.input = [
    conv.input[0]!,
    addConstant(graph, `${tensor.name}_folded`, shapeOf(tensor), scaled),
    addConstant(graph, `${tensor.name}_bias`, [offset.length], offset),
  ];
  conv.output = [...node.output];
  return true;
}

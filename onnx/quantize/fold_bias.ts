// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { floatsOf, intOf, shapeOf } from "../read.ts";
import { addConstant } from "../rewrites/add_constant.ts";

/**
 * Folds the addition of a constant to a convolution, a number for each channel, or to a Gemm, a
 * number for each column, into its bias.
 */
export function foldBias(graph: GraphProto): void {
  const index = indexGraph(graph);
  const folded = new Set<NodeProto>();
  for (const add of graph.node) {
    if (add.opType !== "Add" || add.domain !== "") continue;
    for (const [value, other] of [add.input, add.input.toReversed()]) {
      const node = index.soleProducer(value, "Conv") ?? index.soleProducer(value, "Gemm");
      const bias = node && !node.input[2] ? biasOf(node, index.constant(other), index) : undefined;
      if (!node || !bias) continue;
      node.input[2] = addConstant(graph, `${add.output[0]}_bias`, [bias.length], bias);
      node.output = [...add.output];
      folded.add(add);
      break;
    }
  }
  graph.node = graph.node.filter((node) => !folded.has(node));
}

/** The numbers of a constant that has one for each output channel of a node. */
function biasOf(
  node: NodeProto,
  constant: TensorProto | undefined,
  index: GraphIndex,
): Float32Array | undefined {
  const floats = floatsOf(constant);
  const weight = index.constant(node.input[1]);
  if (!floats || !weight) return undefined;
  const lengths = shapeOf(weight);
  const isFirst = node.opType === "Conv" || intOf(node, "transB", 0) === 1;
  const channels = lengths[isFirst ? 0 : 1]!;
  // Behind the channels are the spatial axes of a convolution, and nothing of a Gemm.
  const spatial = node.opType === "Conv" ? lengths.length - 2 : 0;
  const shape = shapeOf(constant!);
  const expected = [channels, ...Array<number>(spatial).fill(1)];
  const isBias = shape.slice(-expected.length).join() === expected.join() &&
    floats.length === channels && shape.length <= spatial + 2;
  return isBias ? floats : undefined;
}

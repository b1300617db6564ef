// This module is browser compatible.
import type { GraphProto } from "onnx-buf";
import { indexGraph } from "../graph_index.ts";

/**
 * Exchanges a max pooling and the ReLU after it, which gives the same numbers. The ReLU then
 * follows the convolution, and a runtime that computes in bytes gets it for nothing: the smallest
 * byte is zero.
 */
export function reluBeforePool(graph: GraphProto): void {
  const index = indexGraph(graph);
  for (const relu of graph.node) {
    if (relu.opType !== "Relu" || relu.domain !== "") continue;
    const pool = index.soleProducer(relu.input[0], "MaxPool");
    if (!pool || pool.output.length !== 1) continue;
    const [before, between, after] = [pool.input[0]!, pool.output[0]!, relu.output[0]!];
    [pool.opType, relu.opType] = [relu.opType, pool.opType];
    [pool.attribute, relu.attribute] = [relu.attribute, pool.attribute];
    [pool.name, relu.name] = [relu.name, pool.name];
    [pool.input, pool.output] = [[before], [between]];
    [relu.input, relu.output] = [[between], [after]];
  }
}

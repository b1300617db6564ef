// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import type { GraphIndex } from "../graph_index.ts";
import { makeNode, makeTensor } from "../make.ts";
import { floatsOf, intOf, shapeOf } from "../read.ts";
import { addConstant, freshName } from "../rewrites/add_constant.ts";
import { int8Channels } from "./int8_channels.ts";
import { int8Tensor } from "./int8_tensor.ts";

/**
 * The largest weight in seven bits. x86 processors without VNNI add two products in 16 bits, and
 * the sum of two products of eight bits each would saturate there.
 */
const LARGEST_WEIGHT = 63;
const LARGEST_INT32 = 2 ** 31 - 1;

/**
 * Replaces weight and bias of a node by integers: seven bits with a scale for each output channel,
 * and int32 in steps of the products.
 *
 * @param index The index of the graph before the first change.
 * @param inputScale The step of the node's first input.
 * @returns The nodes that read the integers.
 */
export function quantizeParameters(
  graph: GraphProto,
  node: NodeProto,
  index: GraphIndex,
  inputScale: number,
): NodeProto[] {
  const [, weight, bias] = node.input.map((value) => index.constant(value));
  const shape = shapeOf(weight!);
  const isFirst = node.opType === "Conv" || intOf(node, "transB", 0) === 1;
  const axis = isFirst ? 0 : shape.length - 1;
  const { values, scales } = int8Channels(floatsOf(weight)!, shape, axis, LARGEST_WEIGHT);
  const name = freshName(graph, `${node.output[0]}_weight`);
  graph.initializer.push(int8Tensor(`${name}_int8`, shape, values));
  const scale = addConstant(graph, `${name}_scale`, [scales.length], scales);
  node.input[1] = name;
  const reading = makeNode("DequantizeLinear", [`${name}_int8`, scale], [name], {
    axis: { i: axis },
  });
  const floats = floatsOf(bias);
  // A bias of another shape is broadcast by Gemm, and stays float32.
  if (floats?.length !== scales.length) return [reading];
  return [reading, quantizeBias(graph, node, floats, scales.map((each) => each * inputScale))];
}

function quantizeBias(
  graph: GraphProto,
  node: NodeProto,
  bias: Float32Array,
  scales: Float32Array,
): NodeProto {
  const name = freshName(graph, `${node.output[0]}_bias`);
  const steps = Int32Array.from(bias, (value, i) => {
    const step = Math.round(value / scales[i]!);
    return Math.max(-LARGEST_INT32, Math.min(LARGEST_INT32, step));
  });
  graph.initializer.push(makeTensor(`${name}_int32`, "int32", [steps.length], steps));
  const scale = addConstant(graph, `${name}_scale`, [scales.length], scales);
  node.input[2] = name;
  return makeNode("DequantizeLinear", [`${name}_int32`, scale], [name], { axis: { i: 0 } });
}

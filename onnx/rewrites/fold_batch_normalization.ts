// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { anyFloat, integer, isPlainCall } from "../plain_call.ts";
import { attributeOf, floatsOf, shapeOf } from "../read.ts";
import { editGraph, type GraphEdit } from "./graph_edit.ts";

/**
 * Folds a batch normalization with constant statistics into the convolution before it: its factor
 * goes into the filter, its offset into the bias. ONNX Runtime does that too when it loads a model;
 * here it comes before other changes of the filter.
 *
 * @returns True when there were any.
 */
export function foldBatchNormalization(graph: GraphProto): boolean {
  const index = indexGraph(graph), edit = editGraph(graph, index);
  let changed = false;
  for (const node of graph.node) {
    if (!isPlainCall(node, "BatchNormalization", ATTRIBUTES) || node.input.length !== 5) continue;
    const conv = index.soleProducer(node.input[0], "Conv");
    if (conv && fold(conv, node, index, edit)) changed = true;
  }
  edit.apply();
  return changed;
}

const ATTRIBUTES = { epsilon: anyFloat, momentum: anyFloat, training_mode: integer(0) };

/** The epsilon of a batch normalization that has none, by the standard. */
const DEFAULT_EPSILON = 1e-5;

function fold(conv: NodeProto, node: NodeProto, index: GraphIndex, edit: GraphEdit): boolean {
  if (conv.input.length > 3) return false; // which ONNX Runtime refuses
  const tensor = index.constant(conv.input[1]);
  const filter = floatsOf(tensor);
  // A filter that others read too would be copied for each of them.
  if (!tensor || !filter || index.readers(tensor.name) > 1) return false;
  const [channels] = tensor.dims;
  /** The numbers of a constant that has one for each channel, all of them finite. */
  const perChannel = (value: string | undefined) => {
    const constant = index.constant(value);
    const isOne = constant?.dims.length === 1 && constant.dims[0] === channels;
    const numbers = isOne ? floatsOf(constant) : undefined;
    return numbers?.every(Number.isFinite) ? numbers : undefined;
  };
  const [gamma, beta, mean, variance] = node.input.slice(1).map(perChannel);
  const bias = conv.input[2] ? perChannel(conv.input[2]) : new Float32Array(Number(channels));
  if (!gamma || !beta || !mean || !variance || !bias) return false;
  const epsilon = attributeOf(node, "epsilon")?.f ?? DEFAULT_EPSILON;
  const factor = gamma.map((value, i) => value / Math.sqrt(variance[i]! + epsilon));
  const size = filter.length / factor.length;
  const scaled = filter.map((value, i) => value * factor[Math.floor(i / size)]!);
  const offset = beta.map((value, i) => value + (bias[i]! - mean[i]!) * factor[i]!);
  if (![scaled, offset].every((numbers) => numbers.every(Number.isFinite))) return false;
  const input = [
    conv.input[0]!,
    edit.addConstant(`${tensor.name}_folded`, shapeOf(tensor), scaled),
    edit.addConstant(`${tensor.name}_bias`, [offset.length], offset),
  ];
  edit.replace(conv, []);
  edit.replace(node, [{ ...conv, input, output: [...node.output] }]);
  return true;
}

// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { makeTensor } from "../make.ts";
import { pruneGraph } from "../prune.ts";
import { floatsOf, integersOf, shapeOf, textOf } from "../read.ts";

/** Computes the output of a node whose inputs are constants; `undefined` where it cannot. */
type Fold = (node: NodeProto, index: GraphIndex) => TensorProto | undefined;

/** Operators that only arrange the numbers of a weight. */
const FOLDS = { Reshape: foldReshape, Pad: foldPad } as const satisfies Record<string, Fold>;

/** An operator that can be folded. */
export type FoldedOperator = keyof typeof FOLDS;

/**
 * Computes the nodes that arrange a float32 constant, in place, so that the operators behind them
 * read a constant: the filter of a depthwise convolution is reshaped, for instance.
 */
export function foldConstants(graph: GraphProto, operators: readonly FoldedOperator[]): void {
  const outputs = new Set(graph.output.map(({ name }) => name));
  const count = graph.node.length;
  for (const node of graph.node) {
    const fold = operators.find((op) => op === node.opType && node.domain === "");
    if (!fold || outputs.has(node.output[0]!)) continue;
    // A new index for each, because one may read the result of another.
    const tensor = FOLDS[fold](node, indexGraph(graph));
    if (!tensor) continue;
    graph.node = graph.node.filter((each) => each !== node);
    graph.initializer.push(tensor);
  }
  if (graph.node.length < count) pruneGraph(graph); // the constants that they were made of
}

function foldReshape({ input, output, attribute }: NodeProto, index: GraphIndex) {
  const tensor = index.constant(input[0]);
  const floats = floatsOf(tensor), wanted = integersOf(index.constant(input[1]));
  if (!tensor || !floats || !wanted || attribute.some(({ name }) => name === "allowzero")) return;
  const shape = shapeOf(tensor);
  const lengths = wanted.map((length, i) => length === 0 ? shape[i]! : length);
  const known = lengths.reduce((size, length) => length === -1 ? size : size * length, 1);
  const resolved = lengths.map((length) => length === -1 ? floats.length / known : length);
  return makeTensor(output[0]!, "float32", resolved, floats);
}

function foldPad(node: NodeProto, index: GraphIndex) {
  const [data, amounts, value, axes] = node.input;
  const tensor = index.constant(data);
  const floats = floatsOf(tensor), pads = integersOf(index.constant(amounts));
  const filling = value ? floatsOf(index.constant(value))?.[0] : 0;
  if (!tensor || !floats || !pads || filling === undefined || axes) return;
  if (textOf(node, "mode", "constant") !== "constant" || pads.some((pad) => pad < 0)) return;
  const shape = shapeOf(tensor);
  const padded = shape.map((length, axis) => pads[axis]! + length + pads[axis + shape.length]!);
  const result = new Float32Array(padded.reduce((size, length) => size * length, 1)).fill(filling);
  floats.forEach((number, from) => {
    let [rest, place, stride] = [from, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]! + pads[axis]!) * stride;
      rest = Math.floor(rest / shape[axis]!);
      stride *= padded[axis]!;
    }
    result[place] = number;
  });
  return makeTensor(node.output[0]!, "float32", padded, result);
}

// This module is browser compatible.

import type { GraphProto, NodeProto } from "onnx-buf";
import { allNodes, subgraphsOf } from "../read.ts";

/** Operands that are shapes, axes, positions or counts: every provider reads them on the CPU. */
const SHAPE_OPERANDS: Readonly<Record<string, readonly number[]>> = {
  ConstantOfShape: [0],
  CumSum: [1],
  Expand: [1],
  If: [0],
  Loop: [0, 1],
  MaxUnpool: [2],
  OneHot: [1],
  Pad: [1],
  Range: [0, 1, 2],
  ReduceSum: [1],
  Reshape: [1],
  Resize: [1, 2, 3],
  Slice: [1, 2, 3, 4],
  Split: [1],
  Squeeze: [1],
  Tile: [1],
  TopK: [1],
  Trilu: [1],
  Unsqueeze: [1],
};

/**
 * The nodes that compute shapes from shapes, and the condition of a Loop from its counter. They
 * compute a few integers that the CPU needs, so ONNX Runtime places them there on purpose. Each
 * depends on Shape nodes and constants only, and is read only as a shape or by another node of this
 * kind.
 */
export function shapeArithmetic(graph: GraphProto): Set<NodeProto> {
  const nodes = allNodes(graph);
  const graphs = [graph, ...nodes.flatMap(subgraphsOf)];
  const bodies = nodes.filter(({ opType }) => opType === "Loop").flatMap(subgraphsOf);
  const constants = new Set(graphs.flatMap(({ initializer }) => initializer.map(nameOf)));
  const shapes = new Set(bodies.flatMap(({ input }) => input.slice(0, 2).map(nameOf)));
  const follows = ({ input }: NodeProto) =>
    input.some((name) => shapes.has(name)) &&
    input.every((name) => name === "" || shapes.has(name) || constants.has(name));
  const candidates = new Set<NodeProto>();
  for (const node of nodes) {
    if (node.opType !== "Shape" && node.opType !== "Size" && !follows(node)) continue;
    candidates.add(node);
    for (const name of node.output) shapes.add(name);
  }
  const conditions = new Set(bodies.map(({ output }) => output[0]));
  const readAsData = new Set(
    graphs.flatMap(({ output }) => output).filter((output) => !conditions.has(output)).map(
      nameOf,
    ),
  );
  for (const node of nodes.toReversed()) {
    const { opType, input, output } = node;
    if (output.some((name) => readAsData.has(name))) candidates.delete(node);
    if (candidates.has(node)) continue;
    const asShape = SHAPE_OPERANDS[opType] ?? [];
    input.filter((_, i) => !asShape.includes(i)).forEach((name) => readAsData.add(name));
  }
  return candidates;
}

const nameOf = ({ name }: { readonly name: string }) => name;

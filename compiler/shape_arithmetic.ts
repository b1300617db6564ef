// This module is browser compatible.

import type { OnnxGraph, OnnxNode } from "../onnx/model.ts";
import { allNodes, subgraphsOf } from "./operand_types.ts";

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
 * The nodes that compute shapes from shapes, and a Loop's condition from its counter. They deal
 * with a few integers that the CPU needs, so that ONNX Runtime keeps them there on purpose: each
 * follows from Shape nodes and constants alone, and is read only as a shape, or by another of them.
 */
export function shapeArithmetic(graph: OnnxGraph): Set<OnnxNode> {
  const nodes = allNodes(graph);
  const graphs = [graph, ...nodes.flatMap(subgraphsOf)];
  const bodies = nodes.filter(({ op }) => op === "Loop").flatMap(subgraphsOf);
  const constants = new Set(graphs.flatMap(({ initializers }) => initializers.map(nameOf)));
  const shapes = new Set(bodies.flatMap(({ inputs }) => inputs.slice(0, 2).map(nameOf)));
  const follows = ({ inputs }: OnnxNode) =>
    inputs.some((name) => shapes.has(name)) &&
    inputs.every((name) => name === "" || shapes.has(name) || constants.has(name));
  const candidates = new Set<OnnxNode>();
  for (const node of nodes) {
    if (node.op !== "Shape" && node.op !== "Size" && !follows(node)) continue;
    candidates.add(node);
    for (const name of node.outputs) shapes.add(name);
  }
  const conditions = new Set(bodies.map(({ outputs }) => outputs[0]));
  const readAsData = new Set(
    graphs.flatMap(({ outputs }) => outputs).filter((output) => !conditions.has(output)).map(
      nameOf,
    ),
  );
  for (const node of nodes.toReversed()) {
    const { op, inputs, outputs } = node;
    if (outputs.some((name) => readAsData.has(name))) candidates.delete(node);
    if (candidates.has(node)) continue;
    const asShape = SHAPE_OPERANDS[op] ?? [];
    inputs.filter((_, i) => !asShape.includes(i)).forEach((name) => readAsData.add(name));
  }
  return candidates;
}

const nameOf = ({ name }: { readonly name: string }) => name;

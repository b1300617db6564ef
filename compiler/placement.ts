// This module is browser compatible.

import type { OnnxGraph, OnnxType } from "../onnx/model.ts";
import { operandTypes } from "./operand_types.ts";
import { type ProviderName, providers } from "./providers/mod.ts";
import { shapeArithmetic } from "./shape_arithmetic.ts";

/** A node that a GPU provider leaves to the CPU. */
export interface CpuNode {
  readonly name: string;
  /** The ONNX operator, with its domain unless that is ai.onnx. */
  readonly op: string;
  /** Element type of what it computes with. */
  readonly type: OnnxType;
}

/**
 * The nodes of a graph, and of the Loops in it, that ONNX Runtime would run on the CPU when asked
 * for a GPU provider, because that has no kernel for the operator and the element type. Each costs
 * a copy from the GPU and back. Shape arithmetic is not counted: it belongs on the CPU
 * (`shape_arithmetic.ts`). Nor is an Identity that gives a result its name: what leaves the graph
 * goes to the CPU anyway.
 */
export function nodesOnCpu(graph: OnnxGraph, provider: ProviderName): CpuNode[] {
  const { operators, declines } = providers[provider];
  const shapes = shapeArithmetic(graph);
  const results = new Set(graph.outputs.map(({ name }) => name));
  return [...operandTypes(graph)].flatMap(([node, type]) => {
    const op = node.domain === "" ? node.op : `${node.domain}.${node.op}`;
    const computed = operators[op]?.includes(type) && !declines[op]?.(node);
    const naming = op === "Identity" && results.has(node.outputs[0]!);
    return computed || naming || shapes.has(node) ? [] : [{ name: node.name, op, type }];
  });
}

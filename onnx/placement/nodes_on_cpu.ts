// This module is browser compatible.

import type { GraphProto } from "onnx-buf";
import type { ElementType } from "../element_type.ts";
import { operandTypes } from "./operand_types.ts";
import { type ProviderName, providers } from "./providers/mod.ts";
import { shapeArithmetic } from "./shape_arithmetic.ts";

/** A node that runs on the CPU although the session has a GPU provider. */
export interface CpuNode {
  readonly name: string;
  /** The ONNX operator, with its domain unless that is ai.onnx. */
  readonly op: string;
  /** Element type of the operand that selects the kernel. */
  readonly type: ElementType;
}

/**
 * Predicts which nodes of a graph, and of the Loops and Scans in it, ONNX Runtime runs on the CPU
 * when the session has a GPU provider. The provider has no kernel for their operator and element
 * type. Each such node costs a copy from the GPU and back. Shape arithmetic is not counted, because
 * it belongs on the CPU (`shape_arithmetic.ts`). An Identity that names a result is not counted
 * either, because results are copied to the CPU anyway.
 */
export function nodesOnCpu(graph: GraphProto, provider: ProviderName): CpuNode[] {
  const { operators, declines } = providers[provider];
  const shapes = shapeArithmetic(graph);
  const results = new Set(graph.output.map(({ name }) => name));
  return [...operandTypes(graph)].flatMap(([node, type]) => {
    const op = node.domain === "" ? node.opType : `${node.domain}.${node.opType}`;
    const computed = operators[op]?.includes(type) && !declines[op]?.(node);
    const naming = op === "Identity" && results.has(node.output[0]!);
    return computed || naming || shapes.has(node) ? [] : [{ name: node.name, op, type }];
  });
}

// This module is browser compatible.

import type { GraphProto, NodeProto } from "onnx-buf";
import type { DataType } from "../data_type.ts";
import { operatorOf } from "../operators.ts";
import { graphTypes } from "./graph_types.ts";
import { type ProviderName, providers } from "./providers/mod.ts";
import { shapeArithmetic } from "./shape_arithmetic.ts";

/** A node that runs on the CPU although the session has a GPU provider. */
export interface CpuNode {
  readonly name: string;
  /** The ONNX operator, with its domain unless that is ai.onnx. */
  readonly op: string;
  /** Element type of the operand that selects the kernel. */
  readonly type: DataType | "unknown";
}

/** The nodes of a graph that a GPU provider does not run, as far as is known. */
export interface PredictedPlacement {
  /** The nodes that ONNX Runtime runs on the CPU. */
  readonly onCpu: readonly CpuNode[];
  /** The nodes for which the table of the provider has no entry. */
  readonly unknown: readonly CpuNode[];
  /** The nodes that the provider takes and cannot compute: the model does not run with it. */
  readonly failing: readonly CpuNode[];
}

/**
 * Predicts which nodes of a graph, and of the Loops and Scans in it, ONNX Runtime runs on the CPU
 * when the session has a GPU provider. The provider has no kernel for their operator and element
 * type. Each such node costs a copy from the GPU and back. Shape arithmetic is not counted, because
 * it belongs on the CPU (`shape_arithmetic.ts`). An Identity that names a result and a Constant are
 * not counted either, because results and constants are copied anyway.
 *
 * A node is unknown when the provider's table does not have its operator or its element type.
 */
export function predictPlacement(graph: GraphProto, provider: ProviderName): PredictedPlacement {
  const shapes = shapeArithmetic(graph);
  const results = new Set(graph.output.map(({ name }) => name));
  const onCpu: CpuNode[] = [], unknown: CpuNode[] = [], failing: CpuNode[] = [];
  const { fails } = providers[provider];
  for (const [node, type] of graphTypes(graph).operands) {
    const op = operatorOf(node);
    const naming = op === "Identity" && results.has(node.output[0]!);
    if (naming || op === "Constant" || shapes.has(node)) continue;
    const runs = hasKernel(node, op, type, provider);
    const described = { name: node.name, op, type: type ?? "unknown" } as const;
    if (runs === undefined) unknown.push(described);
    else if (!runs) onCpu.push(described);
    else if (fails[op]?.(node)) failing.push(described);
  }
  return { onCpu, unknown, failing };
}

/** The predicted placement for every GPU provider. */
export function predictPlacements(graph: GraphProto): Record<ProviderName, PredictedPlacement> {
  const names = Object.keys(providers) as ProviderName[];
  return Object.fromEntries(names.map((name) => [name, predictPlacement(graph, name)])) as Record<
    ProviderName,
    PredictedPlacement
  >;
}

/** Says if a provider has a kernel for a node; `undefined` where that is not known. */
function hasKernel(
  node: NodeProto,
  op: string,
  type: DataType | undefined,
  provider: ProviderName,
): boolean | undefined {
  const { operators, types, declines } = providers[provider];
  const kernels: readonly DataType[] | undefined = operators[op];
  if (kernels?.length === 0) return false;
  if (kernels === undefined || type === undefined || !types.includes(type)) return undefined;
  return kernels.includes(type) && !declines[op]?.(node);
}

/**
 * The nodes of a graph for which a GPU provider has no known kernel: those of {@linkcode
 * predictPlacement} that run on the CPU and those that are unknown.
 */
export function nodesOnCpu(graph: GraphProto, provider: ProviderName): CpuNode[] {
  const { onCpu, unknown } = predictPlacement(graph, provider);
  return [...onCpu, ...unknown];
}

// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { subgraphsOf } from "./read.ts";

/** A value that a node computes. */
export interface ComputedValue {
  readonly name: string;
  readonly node: NodeProto;
  /** The position of the node in the graph; nodes are in topological order. */
  readonly index: number;
}

/** True for a node that holds a constant and computes nothing. */
export function isConstant({ opType, domain }: NodeProto): boolean {
  return opType === "Constant" && (domain === "" || domain === "ai.onnx");
}

/**
 * The values that the nodes of a graph compute, in order, without those inside subgraphs and those
 * of Constant nodes.
 */
export function computedValues({ node: nodes }: GraphProto): ComputedValue[] {
  return nodes.flatMap((node, index) =>
    isConstant(node)
      ? []
      : node.output.filter((name) => name !== "").map((name) => ({ name, node, index }))
  );
}

/** The values that a node reads, those that its subgraphs read from around it included. */
export function readsOf(node: NodeProto): string[] {
  const names = [...node.input, ...subgraphsOf(node).flatMap(outerNames)];
  return [...new Set(names.filter((name) => name !== ""))];
}

/** Names that a subgraph reads from the graphs around it. */
export function outerNames({ input, initializer, node, output }: GraphProto): string[] {
  const own = new Set([...input, ...initializer].map(({ name }) => name));
  for (const { output } of node) for (const name of output) own.add(name);
  const read = [
    ...node.flatMap((each) => [...each.input, ...subgraphsOf(each).flatMap(outerNames)]),
    ...output.map(({ name }) => name),
  ];
  return read.filter((name) => name !== "" && !own.has(name));
}

/**
 * The constants of a graph by name: initializers and Constant nodes. Sparse ones and those that are
 * written as lists of attributes have no tensor.
 */
export function constantTensors(graph: GraphProto): Map<string, TensorProto | undefined> {
  return new Map([
    ...graph.sparseInitializer.flatMap(({ values }) =>
      values ? [[values.name, undefined] as const] : []
    ),
    ...graph.initializer.map((tensor) => [tensor.name, tensor] as const),
    ...graph.node.filter(isConstant).map(({ output, attribute }) =>
      [output[0] ?? "", attribute.find(({ name }) => name === "value")?.t] as const
    ),
  ]);
}

/** The inputs of a graph that a run must be given: those without an initializer. */
export function requiredInputs(graph: GraphProto): GraphProto["input"] {
  const constants = constantTensors(graph);
  return graph.input.filter(({ name }) => !constants.has(name));
}

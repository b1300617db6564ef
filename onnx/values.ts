// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { subgraphsOf } from "./read.ts";

/** A value that a node computes. */
export interface ComputedValue {
  readonly name: string;
  readonly node: NodeProto;
  /** The position of the node in the graph; nodes are in topological order. */
  readonly index: number;
}

/** The values that the nodes of a graph compute, without those inside subgraphs, in order. */
export function computedValues({ node: nodes }: GraphProto): ComputedValue[] {
  return nodes.flatMap((node, index) =>
    node.output.filter((name) => name !== "").map((name) => ({ name, node, index }))
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

/** The names of a graph's constants: initializers, sparse ones too. */
export function constantNames({ initializer, sparseInitializer }: GraphProto): Set<string> {
  return new Set([
    ...initializer.map(({ name }) => name),
    ...sparseInitializer.flatMap(({ values }) => values?.name ?? []),
  ]);
}

/** The inputs of a graph that a run must be given: those without an initializer. */
export function requiredInputs(graph: GraphProto): GraphProto["input"] {
  const constants = constantNames(graph);
  return graph.input.filter(({ name }) => !constants.has(name));
}

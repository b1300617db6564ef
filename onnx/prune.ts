// This module is browser compatible.
import type { GraphProto } from "onnx-buf";
import { subgraphsOf } from "./read.ts";

/** Drops the nodes and constants that no output of the graph needs. */
export function pruneGraph(graph: GraphProto): void {
  const needed = new Set(graph.output.map(({ name }) => name));
  graph.node = graph.node.toReversed().filter((node) => {
    if (!node.output.some((name) => needed.has(name))) return false;
    for (const name of node.input) needed.add(name);
    for (const name of subgraphsOf(node).flatMap(outerNames)) needed.add(name);
    return true;
  }).toReversed();
  graph.initializer = graph.initializer.filter(({ name }) => needed.has(name));
}

/** Names that a subgraph reads from the graphs around it. */
function outerNames({ input, initializer, node, output }: GraphProto): string[] {
  const own = new Set([...input, ...initializer].map(({ name }) => name));
  for (const { output } of node) for (const name of output) own.add(name);
  const read = [
    ...node.flatMap((each) => [...each.input, ...subgraphsOf(each).flatMap(outerNames)]),
    ...output.map(({ name }) => name),
  ];
  return read.filter((name) => name !== "" && !own.has(name));
}

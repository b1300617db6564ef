// This module is browser compatible.
import type { GraphProto } from "onnx-buf";
import { subgraphsOf } from "./read.ts";
import { outerNames } from "./values.ts";

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

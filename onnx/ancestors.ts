// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { computedValues, readsOf } from "./values.ts";

/**
 * The nodes that a value depends on, in their order in the graph; the last one computes the value.
 *
 * @param depth The most nodes on a path to the value: 1 for the node that computes it.
 */
export function ancestorsOf(graph: GraphProto, value: string, depth = Infinity): NodeProto[] {
  const producers = new Map(computedValues(graph).map(({ name, node }) => [name, node]));
  const found = new Set<NodeProto>();
  let names = [value];
  for (let step = 0; step < depth && names.length > 0; step++) {
    const nodes = names.flatMap((name) => producers.get(name) ?? []).filter((node) =>
      !found.has(node)
    );
    for (const node of nodes) found.add(node);
    names = [...new Set(nodes.flatMap(readsOf))];
  }
  return graph.node.filter((node) => found.has(node));
}

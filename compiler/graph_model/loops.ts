// This module is browser compatible.

import { type GraphNode, nodeOf } from "./topology.ts";

/**
 * The outermost loop that each node of a graph lies in, by its name; a node outside of all loops
 * has no entry. A loop begins at nodes Enter and ends at nodes Exit.
 */
export function outermostLoops(nodes: readonly GraphNode[]): ReadonlyMap<string, string> {
  const stacks = new Map<string, readonly string[]>();
  // A loop is a circle of nodes, so that one pass in any order may reach a node before its loop.
  let changed = true;
  for (let pass = 0; changed && pass < nodes.length; pass++) {
    changed = false;
    for (const node of nodes) {
      const stack = loopsAround(node, stacks);
      if (stack.length <= (stacks.get(node.name)?.length ?? 0)) continue;
      stacks.set(node.name, stack);
      changed = true;
    }
  }
  return new Map(Array.from(stacks, ([name, [outermost]]) => [name, outermost!]));
}

/** The loops around a node, the outermost first, as far as those of its inputs are known. */
function loopsAround(
  { op, attr, input = [] }: GraphNode,
  stacks: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const around = input.map((each) => stacks.get(nodeOf(each)) ?? [])
    .reduce((longest, each) => each.length > longest.length ? each : longest, []);
  if (op === "Enter") return [...around, JSON.stringify(attr?.frame_name)];
  return op === "Exit" ? around.slice(0, -1) : around;
}

// This module is browser compatible.

import { type GraphNode, nodeOf } from "./topology.ts";

/**
 * The outermost loop that each node of a graph lies in, by its name; a node outside of all loops
 * has no entry. A loop begins at nodes Enter and ends at nodes Exit.
 *
 * @param nodes Each node after its inputs, but for the way back to the start of a loop.
 */
export function outermostLoops(nodes: readonly GraphNode[]): ReadonlyMap<string, string> {
  const stacks = new Map<string, readonly string[]>();
  for (const { name, op, attr, input = [] } of nodes) {
    const around = input.map((each) => stacks.get(nodeOf(each)) ?? [])
      .reduce((longest, each) => each.length > longest.length ? each : longest, []);
    const stack = op === "Enter"
      ? [...around, JSON.stringify(attr?.frame_name)]
      : op === "Exit"
      ? around.slice(0, -1)
      : around;
    stacks.set(name, stack);
  }
  return new Map(
    [...stacks].flatMap(([name, [outermost]]) =>
      outermost === undefined ? [] : [[name, outermost]]
    ),
  );
}

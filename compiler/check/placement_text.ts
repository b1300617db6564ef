// This module is browser compatible.

import type { CpuNode } from "../placement.ts";

/** The number of nodes that are named in the text. */
const NAMED = 8;

/** Describes which nodes run on the GPU, given those that run on the CPU. */
export function placementText(onCpu: readonly CpuNode[]): string {
  const { length } = onCpu;
  if (length === 0) return "every node";
  const names = onCpu.slice(0, NAMED).map(({ name, type }) => `${name} (${type})`);
  const more = length > NAMED ? `, and ${length - NAMED} more` : "";
  const which = length === 1 ? "1 node, which runs" : `${length} nodes, which run`;
  return `all but ${which} on the CPU: ${names.join(", ")}${more}`;
}

// This module is browser compatible.
import type { CpuNode, PredictedPlacement } from "./nodes_on_cpu.ts";

/** The number of nodes that are named in the text. */
const NAMED = 8;

/** Describes which nodes run on the GPU. */
export function placementText({ onCpu, unknown }: PredictedPlacement): string {
  const parts = [
    ...(onCpu.length > 0 ? [`${nodes(onCpu, "runs")} on the CPU: ${names(onCpu)}`] : []),
    ...(unknown.length > 0
      ? [`${nodes(unknown, "is")} not in weft's table: ${names(unknown)}`]
      : []),
  ];
  return parts.length === 0 ? "every node" : `all but ${parts.join("; and ")}`;
}

function nodes({ length }: readonly CpuNode[], verb: "runs" | "is"): string {
  const plural = { runs: "run", is: "are" };
  return length === 1 ? `1 node, which ${verb}` : `${length} nodes, which ${plural[verb]}`;
}

function names(list: readonly CpuNode[]): string {
  const named = list.slice(0, NAMED).map(({ name, op, type }) => `${name || op} (${type})`);
  const more = list.length > NAMED ? `, and ${list.length - NAMED} more` : "";
  return `${named.join(", ")}${more}`;
}

// This module is browser compatible.
import type { CpuNode, PredictedPlacement } from "./nodes_on_cpu.ts";

/** The number of nodes that are named in the text. */
const NAMED = 8;

/** Describes which nodes run on the GPU. */
export function placementText({ onCpu, unknown, failing }: PredictedPlacement): string {
  const parts = [
    ...(onCpu.length > 0 ? [`${nodes(onCpu, "runs")} on the CPU: ${names(onCpu)}`] : []),
    ...(unknown.length > 0
      ? [`${nodes(unknown, "is")} not in weft's table: ${names(unknown)}`]
      : []),
    ...(failing.length > 0
      ? [
        `${nodes(failing, "is")} taken and not computed, so that it does not run: ${
          names(failing)
        }`,
      ]
      : []),
  ];
  return parts.length === 0 ? "every node" : `all but ${parts.join("; and ")}`;
}

function nodes({ length }: readonly CpuNode[], verb: "runs" | "is"): string {
  const plural = { runs: "run", is: "are" };
  return length === 1 ? `1 node, which ${verb}` : `${length} nodes, which ${plural[verb]}`;
}

/** Names the nodes; those without a name are counted by operator. */
function names(list: readonly CpuNode[]): string {
  const counts = new Map<string, number>();
  for (const { name, op, type } of list) {
    const text = `${name || op} (${type})`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const named = [...counts].slice(0, NAMED);
  const shown = named.reduce((sum, [, count]) => sum + count, 0);
  const texts = named.map(([text, count]) => count === 1 ? text : `${count} ${text}`);
  const more = list.length > shown ? `, and ${list.length - shown} more` : "";
  return `${texts.join(", ")}${more}`;
}

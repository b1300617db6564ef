import { notice, type Terminal } from "../cli/terminal.ts";
import type { PlacedNode } from "./node_placement.ts";
import type { ChosenBackend } from "./runtime.ts";

/** More names than anyone reads. */
const NAMED = 5;

/** Says which nodes a GPU provider left to the CPU. */
export function warnOfFallback(
  nodes: readonly PlacedNode[],
  backend: ChosenBackend,
  stderr: Terminal,
): void {
  const names = nodes.slice(0, NAMED).map(({ name, op }) => `${name} (${op})`).join(", ");
  const more = nodes.length > NAMED ? ` and ${nodes.length - NAMED} more` : "";
  const what = nodes.length === 1 ? "1 node" : `${nodes.length} nodes`;
  notice({ stderr }, `${backend} left ${what} to the CPU: ${names}${more}`);
}

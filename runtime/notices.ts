import { notice, type Terminal } from "../cli/terminal.ts";
import type { ChosenBackend } from "./backends.ts";
import type { PlacedNode } from "./node_placement.ts";
import { resolveThreads } from "./resolve_threads.ts";

/** The number of nodes that a notice names. */
const MAX_NAMES = 5;

/** Prints a notice with the nodes that a GPU provider left to the CPU. */
export function warnOfFallback(
  nodes: readonly PlacedNode[],
  backend: ChosenBackend,
  stderr: Terminal,
): void {
  const names = nodes.slice(0, MAX_NAMES).map(({ name, op }) => `${name} (${op})`).join(", ");
  const more = nodes.length > MAX_NAMES ? ` and ${nodes.length - MAX_NAMES} more` : "";
  const count = nodes.length === 1 ? "1 node" : `${nodes.length} nodes`;
  notice({ stderr }, `${backend} left ${count} to the CPU: ${names}${more}`);
}

/**
 * Prints a notice where the backend cannot use the threads that were asked for, or gains nothing.
 */
export function warnOfThreads(
  backend: ChosenBackend,
  asked: number | undefined,
  stderr: Terminal,
): void {
  const resolved = resolveThreads(backend, asked);
  if (resolved.notice !== undefined) notice({ stderr }, resolved.notice);
}

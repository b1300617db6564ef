// This module is browser compatible.
import { paint, type Terminal } from "../cli/terminal.ts";
import type { ChosenBackend } from "./runtime.ts";
import { settleThreads } from "./resolve_threads.ts";

/** Says what a user should know of the threads that were asked for. */
export function warnOfThreads(
  backend: ChosenBackend,
  asked: number | undefined,
  stderr: Terminal,
): void {
  const { notice } = settleThreads(backend, asked);
  if (notice !== undefined) stderr.write(`${paint(stderr, "yellow", "notice:")} ${notice}\n`);
}

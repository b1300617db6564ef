// This module is browser compatible.
import { notice, type Terminal } from "../cli/terminal.ts";
import type { ChosenBackend } from "./runtime.ts";
import { resolveThreads } from "./resolve_threads.ts";

/** Says what a user should know of the threads that were asked for. */
export function warnOfThreads(
  backend: ChosenBackend,
  asked: number | undefined,
  stderr: Terminal,
): void {
  const resolved = resolveThreads(backend, asked);
  if (resolved.notice !== undefined) notice({ stderr }, resolved.notice);
}

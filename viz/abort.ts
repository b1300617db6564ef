// This module is browser compatible.

import { WeftError } from "../error.ts";

/**
 * Throws if the work was called off: a {@linkcode WeftError} with the name `AbortError`, by which
 * browsers tell such errors from failures, and the signal's reason as its cause.
 *
 * @param task What was called off, as in "The map was called off".
 */
export function throwIfAborted(task: string, signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  const error = new WeftError(
    "runtime",
    `${task}: ${signal.reason instanceof Error ? signal.reason.message : signal.reason}`,
    "Start it again to get a result",
    { cause: signal.reason },
  );
  error.name = "AbortError";
  throw error;
}

/** Waits until a promise is settled or the work is called off, whichever is first. */
export async function untilAborted(
  promise: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal === undefined) return await promise;
  let onAbort = () => {};
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", onAbort);
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

// This module is browser compatible.
import type { InferenceSession } from "onnxruntime-common";

/**
 * Makes the session options for a number of threads within an operator.
 *
 * By default threads that wait for work spin, which is up to 1.4 times as fast as sleeping. Where
 * there are more threads than cores, spinning threads slow the others down, so they sleep: four
 * threads on two cores were then 2.1 times as fast at batch 256 and 2.6 times at batch 32, eight
 * threads 3.5 and 4.3 times (modified LeNet, AMD EPYC, medians of 5 alternating rounds).
 *
 * @param cores Threads that can run at the same time. Default: the host's number; Node 20 has none.
 *
 * @example
 * ```ts
 * console.assert(threadOptions(2, 4).extra === undefined);
 * console.assert(threadOptions(8, 4).extra !== undefined);
 * ```
 */
export function threadOptions(
  threads: number,
  cores: number = globalThis.navigator?.hardwareConcurrency ?? Infinity,
): InferenceSession.SessionOptions {
  if (threads <= cores) return { intraOpNumThreads: threads };
  return {
    intraOpNumThreads: threads,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
}

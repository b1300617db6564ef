// This module is browser compatible.
import type { InferenceSession } from "onnxruntime-common";

/**
 * Session options for so many threads within an operator. Threads that wait for work spin by
 * default, which is up to 1.4 times faster than sleeping. Where there are more of them than cores,
 * they keep each other from working: asleep, four threads on two cores were 2.1 times as fast at
 * batch 256 and 2.6 times at batch 32, eight threads 3.5 and 4.3 times (modified LeNet, AMD EPYC,
 * medians of 5 alternating rounds). So then they sleep.
 *
 * @param cores How many threads run at the same time here. Default: what the runtime says; Node 20
 * says nothing.
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

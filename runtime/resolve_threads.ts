// This module is browser compatible.
import { runtime } from "#ort";
import type { ChosenBackend } from "./runtime.ts";

/** How many threads a backend gets, and what a user should know of it. */
export interface ResolvedThreads {
  /**
   * `undefined` leaves it to ONNX Runtime, as in a browser, where it depends on whether the page is
   * isolated.
   */
  readonly threads: number | undefined;
  /** Why it is not what was asked for, or does not do what was hoped for. */
  readonly notice?: string;
}

/**
 * Settles on a number of threads: what was asked for as far as the backend can have it, else one
 * for each core that this process may use. A container or `taskset` that allows fewer cores counts;
 * ONNX Runtime by itself would not see it.
 *
 * @param backend A backend that works here.
 * @param asked What `--threads` said.
 * @param cores How many threads run at the same time here. Default: what the system says.
 *
 * @example
 * ```ts
 * const { threads, notice } = resolveThreads("wasm", 4);
 * console.assert(threads === 1 && notice !== undefined);
 * ```
 */
export function resolveThreads(
  backend: ChosenBackend,
  asked: number | undefined,
  cores: number | undefined = runtime.cores?.(),
): ResolvedThreads {
  const { mostThreads: most = Infinity, profiled } = runtime.backends.get(backend)!;
  const wanted = asked ?? cores;
  const threads = wanted === undefined ? undefined : Math.min(wanted, most);
  if (asked === undefined) return { threads };
  if (asked > most) {
    const notice =
      `${backend} has ${most} thread outside browsers: --threads ${asked} changes nothing`;
    return { threads, notice };
  }
  if (profiled) {
    return { threads, notice: `--threads is for what ${backend} leaves to the CPU` };
  }
  if (cores !== undefined && asked > cores) {
    const here = cores === 1 ? "the 1 core" : `the ${cores} cores`;
    return { threads, notice: `${asked} threads share ${here} that there are: ${cores} is faster` };
  }
  return { threads };
}

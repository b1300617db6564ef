// This module is browser compatible.
import { host } from "#host";
import type { ChosenBackend } from "./backends.ts";

/** The number of threads that a backend uses. */
export interface ResolvedThreads {
  /**
   * `undefined` in a browser, where ONNX Runtime decides: it depends on whether the page is
   * isolated.
   */
  readonly threads: number | undefined;
  /** A sentence for the user where the number differs from `--threads`, or gains nothing. */
  readonly notice?: string;
}

/**
 * Resolves the number of threads: the number that was asked for, up to the backend's limit, else
 * one for each core that this process may use. A container or `taskset` can allow fewer cores than
 * the machine has; ONNX Runtime's own default does not respect that.
 *
 * @param backend A backend that works on this machine.
 * @param asked The value of `--threads`.
 * @param cores Threads that can run at the same time. Default: the host's count.
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
  cores: number | undefined = host.cores?.(),
): ResolvedThreads {
  const { maxThreads = Infinity, profiled } = host.backends.get(backend)!;
  const wanted = asked ?? cores;
  const threads = wanted === undefined ? undefined : Math.min(wanted, maxThreads);
  if (asked === undefined) return { threads };
  if (asked > maxThreads) {
    const notice =
      `${backend} has ${maxThreads} thread outside browsers: --threads ${asked} changes nothing`;
    return { threads, notice };
  }
  if (profiled) {
    return { threads, notice: `--threads applies only to nodes that ${backend} leaves to the CPU` };
  }
  if (cores !== undefined && asked > cores) {
    const here = cores === 1 ? "the 1 core" : `the ${cores} cores`;
    return {
      threads,
      notice: `${asked} threads share ${here} of this process: ${cores} is faster`,
    };
  }
  return { threads };
}

import type { Quality } from "../quality/quality.ts";
import type { QualityRequest } from "./measure_worker.ts";
import { runInWorker } from "./run_in_worker.ts";

/**
 * Measures the quality of a map in a worker: it takes ten seconds for 10,000 images of 784 pixels.
 *
 * @throws {WeftError} The errors of `mapQuality`; the signal's reason where it is aborted.
 *
 * @example
 * ```ts ignore
 * const request = { features, coordinates, labels, options };
 * const { trustworthiness } = await measureMap(request, signal);
 * ```
 */
export async function measureMap(request: QualityRequest, signal: AbortSignal): Promise<Quality> {
  return await runInWorker<Quality>(
    new URL("./measure_worker.ts", import.meta.url),
    request,
    signal,
  );
}

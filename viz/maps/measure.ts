import type { Features } from "../features.ts";
import type { Quality, QualityOptions } from "../quality/quality.ts";
import { beside } from "./beside.ts";

/** What is measured. */
export interface ToMeasure {
  readonly features: Features;
  readonly coordinates: Float32Array;
  readonly labels: Uint8Array;
  readonly options: Omit<QualityOptions, "signal">;
}

/**
 * Measures the quality of a map beside the thread that calls: it takes ten seconds for 10,000
 * images of 784 pixels.
 *
 * @throws {WeftError} As `mapQuality` does; the reason of the signal where that calls it off.
 *
 * @example
 * ```ts ignore
 * const { trustworthiness } = await measureMap({ features, coordinates, labels, options }, signal);
 * ```
 */
export async function measureMap(work: ToMeasure, signal: AbortSignal): Promise<Quality> {
  return await beside<Quality>(new URL("./measure_worker.ts", import.meta.url), work, signal);
}

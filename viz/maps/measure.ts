import { type ErrorCode, WeftError } from "../../error.ts";
import type { Features } from "../features.ts";
import type { Quality, QualityOptions } from "../quality/quality.ts";

/** What the worker is given. */
export interface ToMeasure {
  readonly features: Features;
  readonly coordinates: Float32Array;
  readonly labels: Uint8Array;
  readonly options: Omit<QualityOptions, "signal">;
}

/** What it answers. */
export type Measured =
  | { readonly quality: Quality }
  | {
    readonly failure: { readonly code: ErrorCode; readonly message: string; readonly hint: string };
  };

/**
 * Measures the quality of a map beside the thread that calls: it takes ten seconds for 10,000 images of 784 pixels, in
 * which Ctrl-C would not be heard otherwise.
 *
 * @throws {WeftError} As `mapQuality` does; the reason of the signal where that calls it off.
 *
 * @example
 * ```ts ignore
 * const { trustworthiness } = await measureMap({ features, coordinates, labels, options }, signal);
 * ```
 */
export async function measureMap(work: ToMeasure, signal: AbortSignal): Promise<Quality> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./measure_worker.ts", import.meta.url), { type: "module" });
  try {
    const answer = await new Promise<Measured>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(
          new WeftError("runtime", `Cannot measure the map: ${event.message}`, "Run it again"),
        );
      };
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      worker.postMessage(work);
    });
    if ("quality" in answer) return answer.quality;
    const { code, message, hint } = answer.failure;
    throw new WeftError(code, message, hint);
  } finally {
    worker.terminate();
  }
}

// The worker of measure.ts.
import type { Features } from "../features.ts";
import { mapQuality, type QualityOptions } from "../quality/quality.ts";
import { serveWorker } from "./run_in_worker.ts";

/** The arguments of `mapQuality` that a worker receives. */
export interface QualityRequest {
  readonly features: Features;
  readonly coordinates: Float32Array;
  readonly labels: Uint8Array;
  readonly options: Omit<QualityOptions, "signal">;
}

serveWorker(({ features, coordinates, labels, options }: QualityRequest) =>
  mapQuality(features, coordinates, labels, options)
);

// The worker of measure.ts.
import { mapQuality } from "../quality/quality.ts";
import type { QualityRequest } from "./measure.ts";
import { serveWorker } from "./run_in_worker.ts";

serveWorker(({ features, coordinates, labels, options }: QualityRequest) =>
  mapQuality(features, coordinates, labels, options)
);

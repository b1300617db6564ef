// The other side of measure.ts.
import { mapQuality } from "../quality/quality.ts";
import { serve } from "./run_in_worker.ts";
import type { QualityRequest } from "./measure.ts";

serve(({ features, coordinates, labels, options }: QualityRequest) =>
  mapQuality(features, coordinates, labels, options)
);

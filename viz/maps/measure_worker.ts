// The other side of measure.ts.
import { mapQuality } from "../quality/quality.ts";
import { serve } from "./beside.ts";
import type { ToMeasure } from "./measure.ts";

serve(({ features, coordinates, labels, options }: ToMeasure) =>
  mapQuality(features, coordinates, labels, options)
);

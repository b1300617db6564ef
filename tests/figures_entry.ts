// This module is browser compatible.

import { SAMPLES } from "../viz/figures/testdata/samples.ts";

/**
 * What figures_everywhere_test.ts runs in every engine: draws a figure of each kind, as SVG by its
 * name.
 */
export function drawFigures(): Record<string, string> {
  return Object.fromEntries(Object.entries(SAMPLES).map(([name, draw]) => [name, draw()]));
}

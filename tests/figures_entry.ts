// This module is browser compatible.

import { SAMPLES } from "../viz/figures/testdata/samples.ts";

/** Draws a figure of each kind for figures_everywhere_test.ts. Returns the SVG by name. */
export function drawFigures(): Record<string, string> {
  return Object.fromEntries(Object.entries(SAMPLES).map(([name, draw]) => [name, draw()]));
}

// This module is browser compatible.

import type { ScheduleName } from "../models/mod.ts";

/** Fraction of a one-cycle run in which the rate rises. */
const WARM_UP = 0.25;
/** The rate starts at `peak / START` and ends at `peak / START / END`. */
const START = 25;
const END = 1000;

const cosine = (from: number, to: number, part: number) =>
  to + (from - to) * (1 + Math.cos(Math.PI * part)) / 2;

/** Learning rate by schedule, of step `step` (from 0) of `steps`. */
export const schedules: Readonly<
  Record<ScheduleName, (peak: number, step: number, steps: number) => number>
> = {
  constant: (peak) => peak,
  // Smith and Topin 2018, with cosine instead of straight lines.
  "one-cycle": (peak, step, steps) => {
    const part = (step + 1) / steps;
    const low = peak / START;
    return part < WARM_UP
      ? cosine(low, peak, part / WARM_UP)
      : cosine(peak, low / END, (part - WARM_UP) / (1 - WARM_UP));
  },
};

/**
 * The learning rate of one step.
 *
 * @param peak The largest rate of the run; the only one of a constant schedule.
 * @param step Index of the step, from 0.
 * @param steps Number of steps of the run.
 *
 * @example
 * ```ts
 * console.assert(learningRate("constant", 0.1, 5, 10) === 0.1);
 * ```
 */
export function learningRate(
  schedule: ScheduleName,
  peak: number,
  step: number,
  steps: number,
): number {
  return schedules[schedule](peak, step, steps);
}

// This module is browser compatible.

import type { ClaimAnswer } from "./claim.ts";

/**
 * Compares the runs of two models. The answer is `undecided` when their ranges overlap, or when a
 * model has a single run.
 *
 * @param a One number for each run.
 * @param b The numbers of the other model.
 * @returns `yes` when all of `a` are above all of `b`.
 *
 * @example
 * ```ts
 * console.assert(exceeds([0.91, 0.92], [0.88, 0.9]) === "yes");
 * console.assert(exceeds([0.89, 0.92], [0.88, 0.9]) === "undecided");
 * ```
 */
export function exceeds(a: readonly number[], b: readonly number[]): ClaimAnswer {
  if (a.length < 2 || b.length < 2) return "undecided";
  if (Math.min(...a) > Math.max(...b)) return "yes";
  if (Math.max(...a) < Math.min(...b)) return "no";
  return "undecided";
}

/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * Compares two shares of independent samples by a two-sided test at the 5 % level.
 *
 * @param a A share, 0 to 1.
 * @param b Another share.
 * @param count The size of each sample.
 */
export function shareExceeds(a: number, b: number, count: number): ClaimAnswer {
  const deviation = Math.sqrt((a * (1 - a) + b * (1 - b)) / count);
  return exceedsBy(a, b, Z * deviation);
}

/** Compares two numbers: `undecided` when they differ by no more than a margin. */
export function exceedsBy(a: number, b: number, margin: number): ClaimAnswer {
  if (a - b > margin) return "yes";
  return b - a > margin ? "no" : "undecided";
}

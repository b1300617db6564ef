// This module is browser compatible.

import type { Block, Text } from "../document.ts";

/**
 * Whether a claim holds, by the numbers: `undecided` where they differ by no more than chance makes
 * them differ.
 */
export type Verdict = "yes" | "no" | "undecided";

/**
 * A sentence of the conclusions before the numbers are known: it has to be able to say the
 * opposite.
 */
export interface Claim<Numbers> {
  /** Unique among the claims of a chapter. */
  readonly name: string;
  readonly holds: (numbers: Numbers) => Verdict;
  /** The sentence for each verdict. */
  readonly says: Readonly<Record<Verdict, (numbers: Numbers) => Text>>;
}

/** A claim after the numbers have spoken. */
export interface Conclusion {
  readonly name: string;
  readonly verdict: Verdict;
  readonly text: Text;
}

/** What some numbers say of each claim. */
export function conclude<Numbers>(
  claims: readonly Claim<Numbers>[],
  numbers: Numbers,
): Conclusion[] {
  return claims.map(({ name, holds, says }) => {
    const verdict = holds(numbers);
    return { name, verdict, text: says[verdict](numbers) };
  });
}

/** Conclusions as a list of the report. */
export function conclusionList(conclusions: readonly Conclusion[]): Block {
  return { kind: "list", items: conclusions.map(({ text }) => text) };
}

/**
 * Whether the runs of one are above those of another, all of them: runs of a few seeds that overlap
 * decide nothing, nor does a single one.
 *
 * @param a One number for each run.
 * @param b The same of the other.
 *
 * @example
 * ```ts
 * console.assert(exceeds([0.91, 0.92], [0.88, 0.9]) === "yes");
 * console.assert(exceeds([0.89, 0.92], [0.88, 0.9]) === "undecided");
 * ```
 */
export function exceeds(a: readonly number[], b: readonly number[]): Verdict {
  if (a.length < 2 || b.length < 2) return "undecided";
  if (Math.min(...a) > Math.max(...b)) return "yes";
  if (Math.max(...a) < Math.min(...b)) return "no";
  return "undecided";
}

/** The standard normal distribution has 95 % of its probability within so many deviations. */
const Z = 1.959963984540054;

/**
 * Whether a share of some points is above another one: by more than 95 % of samples would have it
 * by chance, were the shares of two samples equal.
 *
 * @param a A share, 0 to 1.
 * @param b Another one.
 * @param count How many points each is a share of.
 */
export function shareExceeds(a: number, b: number, count: number): Verdict {
  const deviation = Math.sqrt((a * (1 - a) + b * (1 - b)) / count);
  return exceedsBy(a, b, Z * deviation);
}

/** Whether a number is above another one by more than a margin. */
export function exceedsBy(a: number, b: number, margin: number): Verdict {
  if (a - b > margin) return "yes";
  return b - a > margin ? "no" : "undecided";
}

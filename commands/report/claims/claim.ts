// This module is browser compatible.

import type { Block, Text } from "../document/document.ts";

/** The answer of the numbers to a claim: `undecided` when the difference may be chance. */
export type ClaimAnswer = "yes" | "no" | "undecided";

/**
 * A statement that the numbers confirm, refute or leave undecided, with a sentence for each case.
 */
export interface Claim<Numbers> {
  /** Unique among the claims of a chapter. */
  readonly name: string;
  readonly holds: (numbers: Numbers) => ClaimAnswer;
  /** The sentence of the report for each answer. */
  readonly sentences: Readonly<Record<ClaimAnswer, (numbers: Numbers) => Text>>;
}

/** A claim that was checked against numbers. */
export interface Conclusion {
  /** The name of the claim. */
  readonly name: string;
  readonly answer: ClaimAnswer;
  readonly text: Text;
}

/** Checks claims against numbers. */
export function conclude<Numbers>(
  claims: readonly Claim<Numbers>[],
  numbers: Numbers,
): Conclusion[] {
  return claims.map(({ name, holds, sentences }) => {
    const answer = holds(numbers);
    return { name, answer, text: sentences[answer](numbers) };
  });
}

/** The conclusions as a list of sentences. */
export function conclusionList(conclusions: readonly Conclusion[]): Block {
  return { kind: "list", items: conclusions.map(({ text }) => text) };
}

import assert from "node:assert/strict";
import { chooseMutants } from "./choose.ts";
import type { Mutant } from "./mutants_of.ts";

const mutant = (line: number, operator: string, text: string): Mutant => ({
  ...{ file: "a.ts", line, operator, text, start: 0, end: 1 },
});

/** A line with one mutant, and one with eleven, of two operators. */
const MUTANTS = [
  mutant(1, "boolean", "true"),
  mutant(2, "logic", "&&"),
  ...Array.from({ length: 10 }, (_, i) => mutant(2, "constant", `${i}`)),
];

Deno.test("the same seed chooses the same mutants, another seed others", () => {
  const choose = (seed: number) => chooseMutants(MUTANTS, 2, seed);
  assert.deepEqual(choose(7), choose(7));
  assert.notDeepEqual([1, 2, 3, 4].map(choose), [5, 6, 7, 8].map(choose));
});

Deno.test("mutants are of different lines, and no more than there are lines", () => {
  for (const seed of [1, 2, 3]) {
    assert.deepEqual(chooseMutants(MUTANTS, 60, seed).map(({ line }) => line).sort(), [1, 2]);
  }
});

Deno.test("each line is equally likely, and each operator of it", () => {
  const chosen = Array.from({ length: 400 }, (_, seed) => chooseMutants(MUTANTS, 1, seed)[0]!);
  const share = (fits: (mutant: Mutant) => boolean) => chosen.filter(fits).length / 400;
  // Within four standard deviations.
  assert.ok(Math.abs(share(({ line }) => line === 1) - 1 / 2) < 0.1);
  assert.ok(Math.abs(share(({ operator }) => operator === "logic") - 1 / 4) < 0.09);
  assert.ok(new Set(chosen.map(({ text }) => text)).size === 12, "each mutant is chosen");
});

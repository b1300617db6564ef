import { createGenerator } from "../../data/random.ts";
import type { Mutant } from "./mutants_of.ts";

/**
 * Chooses mutants of different lines: each line that has any is equally likely, so is each operator
 * that changes it, and each of the operator's mutants. The same seed chooses the same.
 */
export function chooseMutants(mutants: readonly Mutant[], count: number, seed: number): Mutant[] {
  const lines = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    const at = `${mutant.file}:${mutant.line}`;
    lines.set(at, [...lines.get(at) ?? [], mutant]);
  }
  const generator = createGenerator(seed);
  const pick = <T>(items: readonly T[]) => items[generator.below(items.length)]!;
  const groups = [...lines.values()];
  return [...generator.permutation(groups.length).subarray(0, count)].map((index) => {
    const group = groups[index]!;
    const operator = pick([...new Set(group.map(({ operator }) => operator))]);
    return pick(group.filter((mutant) => mutant.operator === operator));
  });
}

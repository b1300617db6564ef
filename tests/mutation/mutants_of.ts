import ts from "typescript";
import { type Edit, OPERATORS } from "./operators.ts";
import { isSpared } from "./spared.ts";

/** A program with one change. */
export interface Mutant extends Edit {
  /** Path of the changed file, from the root of the repository. */
  readonly file: string;
  /** The line of the change, from 1. */
  readonly line: number;
  /** The name of the operator of mutation. */
  readonly operator: string;
}

/**
 * All mutants of a source text, in the order of the syntax tree.
 *
 * @example
 * ```ts
 * const [mutant] = mutantsOf("one.ts", "export const isEmpty = (n: number) => n < 1;");
 * console.assert(mutant!.operator === "boundary" && mutant!.text === "<=");
 * ```
 */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const visit = (node: ts.Node) => {
    if (isSpared(node)) return;
    for (const [operator, edits] of Object.entries(OPERATORS)) {
      for (const edit of edits(node)) {
        const line = source.getLineAndCharacterOfPosition(edit.start).line + 1;
        mutants.push({ ...edit, file, line, operator });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

/** The text of the mutant. */
export function mutated(text: string, { start, end, text: changed }: Edit): string {
  return text.slice(0, start) + changed + text.slice(end);
}

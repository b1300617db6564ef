import { mutated } from "./mutants_of.ts";
import type { Edit } from "./operators.ts";
import { folderOf } from "./sources.ts";
import type { Tried } from "./try_mutant.ts";

/** The counts of a run. */
export interface Counts {
  readonly mutants: number;
  readonly killed: number;
  /** Counted as killed: a test that never ends is noticed. */
  readonly timeouts: number;
  readonly survived: number;
  /** Noticed by a test of their own folder. */
  readonly byFolder: number;
  /** The share that was noticed, from 0 to 1. */
  readonly share: number;
}

/** Counts mutants by their verdict. */
export function countVerdicts(tried: readonly Tried[]): Counts {
  const of = (verdict: Tried["verdict"]) => tried.filter((each) => each.verdict === verdict).length;
  const noticed = tried.filter(({ by }) => by !== undefined);
  return {
    mutants: tried.length,
    killed: of("killed"),
    timeouts: of("timeout"),
    survived: of("survived"),
    byFolder: noticed.filter(({ by, file }) => by!.startsWith(folderOf(file) || "./")).length,
    share: noticed.length / Math.max(1, tried.length),
  };
}

/** The lines that a change touches, each side joined to one. */
export interface Diff {
  readonly before: string;
  readonly after: string;
}

/** Shows a change of a source text by the lines that it touches. */
export function diffOf(text: string, edit: Edit): Diff {
  const start = text.lastIndexOf("\n", edit.start - 1) + 1;
  const lineEnd = text.indexOf("\n", edit.end);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const joined = (part: string) => part.replace(/\s+/g, " ").trim();
  const changed = mutated(text, edit);
  return {
    before: joined(text.slice(start, end)),
    after: joined(changed.slice(start, changed.length - (text.length - end))),
  };
}

/** A mutant after its tests, with the lines that it changes. */
export type Shown = Tried & Diff;

/** The line of a mutant, the `number`th of `of`; with a diff when it survived. */
export function lineOf(
  { file, line, operator, verdict, by, seconds, before, after }: Shown,
  number: number,
  of: number,
): string {
  const at = `${`${number}`.padStart(`${of}`.length)}/${of} ${verdict.padEnd(8)} ${file}:${line}`;
  const detail = `${operator}; ${by ? `${by}, ` : ""}${seconds.toFixed(1)} s`;
  const diff = verdict === "survived" ? `  - ${before}\n  + ${after}\n` : "";
  return `${at} (${detail})\n${diff}`;
}

/** The last line of a run. */
export function summaryOf(
  { mutants, killed, timeouts, survived, byFolder, share }: Counts,
): string {
  return `${mutants} mutants: ${killed} killed, ${timeouts} timed out, ${survived} survived; ` +
    `${(100 * share).toFixed(1)} % noticed, ${byFolder} by the tests of their folder\n`;
}

/**
 * `deno task mutate`: changes lines of the libraries and the commands at random, one at a time, as
 * a slip of the hand would, and runs the tests that must notice. A mutant that no test notices
 * shows a test that is missing, or code that is not needed.
 *
 * The changes are made in a copy of the repository. A mutant is killed by a test that fails, and
 * timed out by one that takes too long; both count as noticed.
 *
 * @module
 */
import { join } from "node:path";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { ROOT } from "../../root.ts";
import { readImports } from "../layers/imports.ts";
import { createBaseline } from "./baseline.ts";
import { chooseMutants } from "./choose.ts";
import { mutantsOf } from "./mutants_of.ts";
import { countVerdicts, diffOf, lineOf, type Shown, summaryOf } from "./report.ts";
import { isSource } from "./sources.ts";
import { type MutateFlags, SPEC } from "./spec.ts";
import { testsOf } from "./tests_of.ts";
import { copyTree } from "./tree.ts";
import { tryMutant } from "./try_mutant.ts";

/** The share of mutants that the tests must notice. */
const GOAL = 0.9;

/** Tries mutants and prints a line for each, with a diff for those that survive. */
export async function mutate(
  { mutants: count, seed, only = "", json }: MutateFlags,
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const out = json ? stderr : stdout;
  const imports = readImports(ROOT);
  const sources = imports.map(({ file }) => file)
    .filter((file) => isSource(file) && file.startsWith(only));
  if (sources.length === 0) {
    throw new WeftError(
      "usage",
      `Expected --only to name a source folder, got ${only}`,
      "Name a library or a command from the root, such as cli/ or commands/train/",
    );
  }
  const [plain, changed] = [await copyTree(), await copyTree()];
  try {
    const read = (file: string) => Deno.readTextFileSync(join(plain.folder, file));
    const all = sources.flatMap((file) => mutantsOf(file, read(file)));
    const chosen = chooseMutants(all, count, seed);
    const baseline = createBaseline(plain.folder, signal);
    const tried: Shown[] = [];
    for (const mutant of chosen) {
      const tests = testsOf(mutant.file, imports);
      const result = {
        ...await tryMutant(mutant, tests, changed.folder, baseline, signal),
        ...diffOf(read(mutant.file), mutant),
      };
      tried.push(result);
      out.write(lineOf(result, tried.length, chosen.length));
    }
    const counts = countVerdicts(tried), failing = baseline.failing();
    for (const file of failing) out.write(`left out: ${file} fails without a change\n`);
    if (json) stdout.write(`${JSON.stringify({ seed, only, ...counts, failing, tried })}\n`);
    else stdout.write(summaryOf(counts));
    if (counts.share >= GOAL) return;
  } finally {
    await Promise.all([plain.close(), changed.close()]);
  }
  throw new WeftError(
    "runtime",
    `Cannot call the tests thorough: they notice less than ${100 * GOAL} % of the mutants`,
    "Write the tests that the survivors lack",
  );
}

if (import.meta.main) await runCommand(SPEC, mutate);

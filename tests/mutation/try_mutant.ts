import { join } from "node:path";
import { type Baseline, LIMIT_MS } from "./baseline.ts";
import { type Mutant, mutated } from "./mutants_of.ts";
import { runTest } from "./test_process.ts";

/** A mutant after its tests. */
export interface Tried extends Mutant {
  readonly verdict: "killed" | "timeout" | "survived";
  /** The test file that failed, or took too long. */
  readonly by?: string;
  readonly seconds: number;
}

/**
 * Changes the file of a mutant in a copy of the repository, runs test files until one fails or
 * takes too long that passes without the change, and restores the file.
 *
 * @param limit The most milliseconds of a test file.
 */
export async function tryMutant(
  mutant: Mutant,
  tests: readonly string[],
  folder: string,
  baseline: Baseline,
  signal: AbortSignal,
  limit = LIMIT_MS,
): Promise<Tried> {
  const path = join(folder, mutant.file);
  const original = await Deno.readTextFile(path);
  const start = performance.now();
  const tried = (verdict: Tried["verdict"]) => ({
    ...{ ...mutant, verdict, seconds: (performance.now() - start) / 1000 },
  });
  try {
    await Deno.writeTextFile(path, mutated(original, mutant));
    for (const by of tests) {
      const result = await runTest(folder, by, limit, signal);
      if (result === "passed" || !await baseline.passes(by)) continue;
      return { ...tried(result === "failed" ? "killed" : "timeout"), by };
    }
    return tried("survived");
  } finally {
    await Deno.writeTextFile(path, original);
  }
}

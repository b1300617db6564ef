import { join } from "node:path";
import type { Baseline } from "./baseline.ts";
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
 * takes too long, and restores the file.
 */
export async function tryMutant(
  mutant: Mutant,
  tests: readonly string[],
  folder: string,
  baseline: Baseline,
  signal: AbortSignal,
): Promise<Tried> {
  const path = join(folder, mutant.file);
  const original = await Deno.readTextFile(path);
  let milliseconds = 0;
  const tried = (verdict: Tried["verdict"]) => ({
    ...mutant,
    verdict,
    seconds: milliseconds / 1000,
  });
  try {
    for (const by of tests) {
      const limit = await baseline.limitOf(by);
      if (limit === undefined) continue;
      await Deno.writeTextFile(path, mutated(original, mutant));
      const start = performance.now();
      const result = await runTest(folder, by, limit, signal);
      milliseconds += performance.now() - start;
      if (result === "failed") return { ...tried("killed"), by };
      if (result === "timeout") return { ...tried("timeout"), by };
    }
    return tried("survived");
  } finally {
    await Deno.writeTextFile(path, original);
  }
}

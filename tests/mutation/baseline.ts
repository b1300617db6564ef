import { runTest } from "./test_process.ts";

/** The most milliseconds of a test file. */
export const LIMIT_MS = 120_000;

/** The results of the tests without a change. */
export interface Baseline {
  /** True when a test file passes in time without a change. */
  passes(file: string): Promise<boolean>;
  /** The test files that do not, and say nothing about mutants. */
  failing(): string[];
}

/** Runs a test file in an unchanged copy when it is asked for, and keeps the result. */
export function createBaseline(folder: string, signal: AbortSignal): Baseline {
  const results = new Map<string, boolean>();
  return {
    async passes(file) {
      if (!results.has(file)) {
        results.set(file, await runTest(folder, file, LIMIT_MS, signal) === "passed");
      }
      return results.get(file)!;
    },
    failing: () => [...results].filter(([, passes]) => !passes).map(([file]) => file),
  };
}

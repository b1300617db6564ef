import { runTest } from "./test_process.ts";

/** The time of a test file without a change that counts as the least, in milliseconds. */
const LEAST_MS = 4000;
/** A test file times out when it takes so many times as long as without a change. */
const PATIENCE = 5;
/** The most milliseconds of a test file without a change. */
const MOST_MS = 300_000;

/** What is known of the tests without a change. */
export interface Baseline {
  /** The time limit of a test file in milliseconds; `undefined` when it fails without a change. */
  limitOf(file: string): Promise<number | undefined>;
  /** The test files that fail without a change, and say nothing about mutants. */
  failing(): string[];
}

/** Runs each test file once in an unchanged copy, when its time limit is first asked for. */
export function createBaseline(folder: string, signal: AbortSignal): Baseline {
  const limits = new Map<string, number | undefined>();
  return {
    async limitOf(file) {
      if (!limits.has(file)) {
        const start = performance.now();
        const result = await runTest(folder, file, MOST_MS, signal);
        const took = Math.max(LEAST_MS, performance.now() - start);
        limits.set(file, result === "passed" ? PATIENCE * took : undefined);
      }
      return limits.get(file);
    },
    failing: () => [...limits].filter(([, limit]) => limit === undefined).map(([file]) => file),
  };
}

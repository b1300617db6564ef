// This module is browser compatible.
import type { ChosenBackend } from "../backends.ts";
import { createSession } from "../session.ts";
import { type Batch, feedsOf } from "./inputs.ts";

/** Runs are timed for this long, in milliseconds, and at least this many times. */
const LONG_ENOUGH = 300;
const FEWEST_RUNS = 5;

/**
 * The time of the fastest run, in milliseconds, on one thread: what else the machine does then
 * changes it least.
 */
export async function timeRun(
  bytes: Uint8Array,
  batch: Batch,
  backend: ChosenBackend,
): Promise<number> {
  const session = await createSession(bytes, { backend, portable: true, threads: 1 });
  try {
    const feeds = feedsOf(session, batch);
    await session.run(feeds); // allocates
    const times: number[] = [];
    for (
      const began = performance.now();
      times.length < FEWEST_RUNS || performance.now() - began < LONG_ENOUGH;
    ) {
      const start = performance.now();
      await session.run(feeds);
      times.push(performance.now() - start);
    }
    return Math.min(...times);
  } finally {
    await session.close();
  }
}

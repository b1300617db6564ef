import type { Program, Timed } from "./comparison.ts";

/** Aimed time of a round of one program, in milliseconds. A round has one run at least. */
const ROUND_MS = 500;
/** A program whose run takes longer than this many milliseconds is timed once. */
const SLOW_MS = 10_000;
/** Milliseconds before each round, in which the threads of the other programs stop spinning. */
const REST_MS = 50;

/**
 * Times programs that alternate: each has a round of about half a second in turn.
 *
 * @returns The times of each program, in the order of the programs.
 */
export async function timeRounds(
  programs: readonly Program[],
  rounds: number,
  signal: AbortSignal,
): Promise<Timed[]> {
  const entries: { program: Program; first: number; count: number; milliseconds: number[] }[] = [];
  for (const program of programs) {
    const first = await round(program, 1, signal);
    const isSlow = first > SLOW_MS;
    const count = isSlow ? 0 : await runsInRound(program, signal);
    entries.push({ program, first, count, milliseconds: isSlow ? [first] : [] });
  }
  for (let i = 0; i < rounds; i++) {
    for (const { program, count, milliseconds } of entries) {
      if (count > 0) milliseconds.push(await round(program, count, signal));
    }
  }
  return await Promise.all(entries.map(async ({ program, first, milliseconds }) => {
    const { time: _time, close: _close, quality: measure, ...rest } = program;
    const quality = await measure?.();
    return { ...rest, first, milliseconds, ...quality ? { quality } : {} };
  }));
}

/**
 * The number of runs that fill a round. More and more runs warm the program up: some compile again
 * after the first one, such as `fit` for the smaller batch at the end of an epoch.
 */
async function runsInRound(program: Program, signal: AbortSignal): Promise<number> {
  for (let count = 1;; count *= 4) {
    const each = await round(program, count, signal);
    if (count * each >= ROUND_MS / 2) return Math.max(1, Math.round(ROUND_MS / each));
  }
}

async function round({ time }: Program, count: number, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  return await time(count);
}

import assert from "node:assert/strict";
import type { Program } from "./comparison.ts";
import { timeRounds } from "./rounds.ts";

/** A program whose runs are said to take some milliseconds, and a note of its calls. */
function pretend(name: string, milliseconds: number, calls: string[]): Program {
  return {
    ...{ name, version: "1", threads: 1 },
    time: (count) => {
      calls.push(`${name} ${count}`);
      return Promise.resolve(milliseconds);
    },
  };
}

const { signal } = new AbortController();

Deno.test("timeRounds() alternates, with runs that fill half a second", async () => {
  const calls: string[] = [];
  const programs = [pretend("a", 5, calls), pretend("b", 250, calls)];
  const [a, b] = await timeRounds(programs, 2, signal);
  assert.deepEqual(calls, [
    ...["a 1", "a 1", "a 4", "a 16", "a 64", "b 1", "b 1"],
    ...["a 100", "b 2", "a 100", "b 2"],
  ]);
  assert.deepEqual(a, { name: "a", version: "1", threads: 1, first: 5, milliseconds: [5, 5] });
  assert.deepEqual(b!.milliseconds, [250, 250]);
});

Deno.test("timeRounds() times a program once whose run takes over ten seconds", async () => {
  const calls: string[] = [];
  const [fast, slow] = await timeRounds(
    [pretend("fast", 500, calls), pretend("slow", 10_001, calls)],
    ...[2, signal] as const,
  );
  assert.deepEqual(calls.filter((call) => call.startsWith("slow")), ["slow 1"]);
  assert.deepEqual([fast!.milliseconds.length, slow!.milliseconds], [2, [10_001]]);
});

Deno.test("timeRounds() measures the quality of the last result", async () => {
  const calls: string[] = [];
  const program = { ...pretend("a", 500, calls), quality: () => Promise.resolve({ KL: 1.5 }) };
  const [a] = await timeRounds([program], 1, signal);
  assert.deepEqual(a!.quality, { KL: 1.5 });
});

Deno.test("timeRounds() stops when the command is stopped", async () => {
  const stopped = AbortSignal.abort(new DOMException("stopped", "AbortError"));
  const calls: string[] = [];
  await assert.rejects(timeRounds([pretend("a", 5, calls)], 1, stopped), /stopped/);
  assert.deepEqual(calls, []);
});

import assert from "node:assert/strict";
import { runTrainingLoop, type TrainingLoop } from "./training_loop.ts";

/** Runs a loop of two epochs of `steps` steps that take no time; returns its calls. */
async function callsOf(steps: number, changes: Partial<TrainingLoop<{ count: number }, string>>) {
  const calls: string[] = [];
  let done = 0;
  await runTrainingLoop({
    firstEpoch: 1,
    lastEpoch: 2,
    chunkMilliseconds: 100,
    isOver: () => false,
    beginEpoch(epoch) {
      calls.push(`begin ${epoch}`);
      done = 0;
      return Promise.resolve();
    },
    nextChunk: (most) => {
      const count = Math.min(most, steps - done);
      done += count;
      return Promise.resolve(count > 0 ? { count } : undefined);
    },
    train({ count }) {
      calls.push(`train ${count}`);
      return Promise.resolve(`outputs of ${count}`);
    },
    endChunk({ count }, outputs, milliseconds) {
      assert.equal(outputs, `outputs of ${count}`);
      assert.ok(milliseconds >= 0);
      return Promise.resolve();
    },
    endEpoch(epoch) {
      calls.push(`end ${epoch}`);
      return Promise.resolve();
    },
    ...changes,
  });
  return calls;
}

Deno.test("runTrainingLoop() begins with one step, and then takes what fills the time", async () => {
  assert.deepEqual(await callsOf(8, {}), [
    ...["begin 1", "train 1", "train 5", "train 2", "end 1"],
    ...["begin 2", "train 8", "end 2"],
  ]);
});

Deno.test("runTrainingLoop() ends a chunk and its epoch when the training is over", async () => {
  let isOver = false;
  const endChunk = () => {
    isOver = true;
    return Promise.resolve();
  };
  const calls = await callsOf(8, { isOver: () => isOver, endChunk });
  assert.deepEqual(calls, ["begin 1", "train 1", "end 1"]);
  assert.deepEqual(await callsOf(8, { isOver: () => true }), []);
});

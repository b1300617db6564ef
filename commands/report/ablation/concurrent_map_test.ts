import assert from "node:assert/strict";
import { concurrentMap } from "./concurrent_map.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

Deno.test("concurrentMap() runs at most `limit` items at a time", async () => {
  let running = 0, most = 0;
  const results = await concurrentMap([5, 1, 3, 2], 2, async (value) => {
    most = Math.max(most, ++running);
    for (let i = 0; i < value; i++) await turn();
    running--;
    return 10 * value;
  });
  assert.deepEqual(results, [50, 10, 30, 20]);
  assert.equal(most, 2);
});

Deno.test("concurrentMap() starts no items after a failure", async () => {
  const started: number[] = [], ended: number[] = [];
  const work = concurrentMap([0, 1, 2, 3], 2, async (value) => {
    started.push(value);
    await turn();
    if (value === 0) throw new Error("no");
    await turn();
    ended.push(value);
  });
  await assert.rejects(work, /no/);
  assert.deepEqual(started, [0, 1]);
  assert.deepEqual(ended, [1]);
});

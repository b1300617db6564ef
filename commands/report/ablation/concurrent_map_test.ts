import assert from "node:assert/strict";
import { inLanes } from "./concurrent_map.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

Deno.test("no more work is under way than there are lanes, and results keep their order", async () => {
  let under = 0, most = 0;
  const results = await inLanes([5, 1, 3, 2], 2, async (value) => {
    most = Math.max(most, ++under);
    for (let i = 0; i < value; i++) await turn();
    under--;
    return 10 * value;
  });
  assert.deepEqual(results, [50, 10, 30, 20]);
  assert.equal(most, 2);
});

Deno.test("a failure ends it once the others are done, and nothing more is begun", async () => {
  const begun: number[] = [], ended: number[] = [];
  const work = inLanes([0, 1, 2, 3], 2, async (value) => {
    begun.push(value);
    await turn();
    if (value === 0) throw new Error("no");
    await turn();
    ended.push(value);
  });
  await assert.rejects(work, /no/);
  assert.deepEqual(begun, [0, 1]);
  assert.deepEqual(ended, [1]);
});

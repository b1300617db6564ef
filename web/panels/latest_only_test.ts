import assert from "node:assert/strict";
import { latestOnly } from "./latest_only.ts";

Deno.test("latestOnly() drops all but the last value, and continues after an error", async () => {
  const started: number[] = [], failed: string[] = [];
  let release = () => {};
  const add = latestOnly(async (value: number) => {
    started.push(value);
    await new Promise<void>((resolve) => release = resolve);
    if (value === 3) throw new Error("three");
  }, (error) => failed.push(String(error)));
  const finishOne = async () => {
    release();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  add(1), add(2), add(3);
  assert.deepEqual(started, [1]);
  await finishOne();
  assert.deepEqual(started, [1, 3]);
  add(4);
  await finishOne();
  assert.deepEqual(failed, ["Error: three"]);
  assert.deepEqual(started, [1, 3, 4]);
  await finishOne();
  add(5);
  assert.deepEqual(started, [1, 3, 4, 5]);
  await finishOne();
});

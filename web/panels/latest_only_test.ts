import assert from "node:assert/strict";
import { latestOnly } from "./latest_only.ts";

Deno.test("while one is at work, only the last that was asked for follows; a failure stops nothing", async () => {
  const begun: number[] = [], failed: string[] = [];
  let release = () => {};
  const ask = latestOnly(async (value: number) => {
    begun.push(value);
    await new Promise<void>((resolve) => release = resolve);
    if (value === 3) throw new Error("three");
  }, (error) => failed.push(String(error)));
  const turn = async () => {
    release();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  ask(1), ask(2), ask(3);
  assert.deepEqual(begun, [1]);
  await turn();
  assert.deepEqual(begun, [1, 3]);
  ask(4);
  await turn();
  assert.deepEqual(failed, ["Error: three"]);
  assert.deepEqual(begun, [1, 3, 4]);
  await turn();
  ask(5);
  assert.deepEqual(begun, [1, 3, 4, 5]);
  await turn();
});

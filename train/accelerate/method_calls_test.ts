import assert from "node:assert/strict";
import { createMethodCalls } from "./method_calls.ts";

Deno.test("a method that changes the weights runs alone", async () => {
  const calls = createMethodCalls();
  let finish = () => {};
  const running = calls.change("fit", () => new Promise<void>((resolve) => finish = resolve));
  await assert.rejects(calls.change("fit", () => Promise.resolve()), {
    message: "Cannot fit: fit is running",
    hint: "Await fit first",
  });
  await assert.rejects(calls.close(() => Promise.resolve()), /Cannot close: fit is running/);
  assert.equal(await calls.read("predict", () => Promise.resolve(2)), 2);
  finish();
  await running;
  assert.equal(await calls.change("fit", () => Promise.resolve(1)), 1);
});

Deno.test("a method that fails frees the way for the next", async () => {
  const calls = createMethodCalls();
  await assert.rejects(calls.change("fit", () => Promise.reject(new Error("no"))), /no/);
  await assert.rejects(calls.read("predict", () => Promise.reject(new Error("no"))), /no/);
  assert.equal(await calls.change("fit", () => Promise.resolve(1)), 1);
});

Deno.test("nothing changes the weights while a method reads them", async () => {
  const calls = createMethodCalls();
  let finish = () => {};
  const running = calls.read("evaluate", () => new Promise<void>((resolve) => finish = resolve));
  await assert.rejects(calls.change("fit", () => Promise.resolve()), /evaluate is running/);
  await assert.rejects(calls.close(() => Promise.resolve()), /Cannot close: evaluate is running/);
  finish();
  await running;
});

Deno.test("methods are refused after close(), which works twice", async () => {
  const calls = createMethodCalls();
  let closed = 0;
  const close = () => calls.close(() => Promise.resolve(void closed++));
  await close();
  await close();
  assert.equal(closed, 1);
  for (const call of [calls.change, calls.read]) {
    await assert.rejects(call("fit", () => Promise.resolve()), /accelerated model is closed/);
  }
});

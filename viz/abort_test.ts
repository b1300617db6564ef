import assert from "node:assert/strict";
import { throwIfAborted, untilAborted } from "./abort.ts";

Deno.test("throwIfAborted() names the reason of the abort", () => {
  throwIfAborted("The map was stopped", undefined);
  throwIfAborted("The map was stopped", new AbortController().signal);
  const because = (reason: unknown) => () =>
    throwIfAborted("The map was stopped", AbortSignal.abort(reason));
  const cause = new Error("Ctrl-C");
  const expected = { name: "AbortError", code: "runtime" };
  assert.throws(because(cause), { ...expected, message: "The map was stopped: Ctrl-C", cause });
  assert.throws(because("text"), { ...expected, message: "The map was stopped: text" });
});

Deno.test("untilAborted() waits for the promise or for the abort, whichever is first", async () => {
  const never = new Promise<void>(() => {});
  const stop = new AbortController();
  let waits = true;
  const waiting = untilAborted(never, stop.signal).then(() => waits = false);
  await Promise.resolve();
  assert.equal(waits, true);
  stop.abort();
  await waiting;
  await untilAborted(never, stop.signal);
  await untilAborted(Promise.resolve(), new AbortController().signal);
  await untilAborted(Promise.resolve(), undefined);
  const failed = Promise.reject(new Error("no"));
  await assert.rejects(untilAborted(failed, new AbortController().signal), /no/);
});

import assert from "node:assert/strict";
import { usableThreads } from "./threads.ts";

Deno.test("usableThreads() gives one thread to a page that is not isolated", () => {
  assert.equal(usableThreads({ crossOriginIsolated: false, hardwareConcurrency: 8 }), 1);
});

Deno.test("usableThreads() gives an isolated page the machine's threads, and at most four", () => {
  const threads = [1, 2, 4, 16].map((hardwareConcurrency) =>
    usableThreads({ crossOriginIsolated: true, hardwareConcurrency })
  );
  assert.deepEqual(threads, [1, 2, 4, 4]);
});

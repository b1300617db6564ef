import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { resolveThreads } from "./resolve_threads.ts";
import { ROOT } from "../root.ts";
import { needs } from "../tests/needs.ts";

Deno.test("resolveThreads() defaults to one thread for each core of the process", () => {
  assert.deepEqual(resolveThreads("cpu", undefined), { threads: availableParallelism() });
  assert.deepEqual(resolveThreads("cpu", undefined, 6), { threads: 6 });
  assert.deepEqual(resolveThreads("cpu", 3, 6), { threads: 3 });
});

Deno.test("resolveThreads() limits WebAssembly in Deno to one thread, with a notice", () => {
  assert.deepEqual(resolveThreads("wasm", undefined, 6), { threads: 1 });
  assert.deepEqual(resolveThreads("wasm", 1, 6), { threads: 1 });
  assert.deepEqual(resolveThreads("wasm", 4, 6), {
    threads: 1,
    notice: "wasm has 1 thread outside browsers: --threads 4 changes nothing",
  });
});

Deno.test("resolveThreads() has a notice on a GPU, and for more threads than cores", () => {
  assert.equal(resolveThreads("webgpu", undefined, 6).notice, undefined);
  assert.match(resolveThreads("cuda", 4, 6).notice!, /only to nodes that cuda leaves to the CPU$/);
  const { threads, notice } = resolveThreads("cpu", 8, 2);
  assert.equal(threads, 8);
  assert.match(notice!, /^8 threads share the 2 cores .*: 2 is faster$/);
  assert.match(resolveThreads("cpu", 2, 1).notice!, /share the 1 core /);
});

Deno.test(
  "resolveThreads() counts the cores that the process may use",
  needs("Linux", "two cores", "taskset"),
  async () => {
    const script = 'import { resolveThreads } from "./runtime/resolve_threads.ts"; ' +
      'console.log(resolveThreads("cpu", undefined).threads)';
    const { stdout } = await new Deno.Command("taskset", {
      args: ["-c", "0", Deno.execPath(), "eval", script],
      cwd: ROOT,
    }).output();
    assert.equal(new TextDecoder().decode(stdout).trim(), "1");
  },
);

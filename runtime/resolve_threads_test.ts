import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { resolveThreads } from "./resolve_threads.ts";
import { ROOT } from "../root.ts";

Deno.test("resolveThreads() takes a thread for each core that the process may use, and what was asked for otherwise", () => {
  assert.deepEqual(resolveThreads("cpu", undefined), { threads: availableParallelism() });
  assert.deepEqual(resolveThreads("cpu", undefined, 6), { threads: 6 });
  assert.deepEqual(resolveThreads("cpu", 3, 6), { threads: 3 });
});

Deno.test("resolveThreads() says that WebAssembly has one thread in Deno where more are asked for", () => {
  assert.deepEqual(resolveThreads("wasm", undefined, 6), { threads: 1 });
  assert.deepEqual(resolveThreads("wasm", 1, 6), { threads: 1 });
  assert.deepEqual(resolveThreads("wasm", 4, 6), {
    threads: 1,
    notice: "wasm has 1 thread outside browsers: --threads 4 changes nothing",
  });
});

Deno.test("resolveThreads() says what threads are for beside a GPU, and that more than there are cores gain nothing", () => {
  assert.equal(resolveThreads("webgpu", undefined, 6).notice, undefined);
  assert.match(resolveThreads("cuda", 4, 6).notice!, /only to nodes that cuda leaves to the CPU$/);
  const { threads, notice } = resolveThreads("cpu", 8, 2);
  assert.equal(threads, 8);
  assert.match(notice!, /^8 threads share the 2 cores .*: 2 is faster$/);
  assert.match(resolveThreads("cpu", 2, 1).notice!, /share the 1 core /);
});

Deno.test(
  "resolveThreads() goes by the cores that the process may use, not by those of the machine",
  {
    ignore: Deno.build.os !== "linux" || availableParallelism() < 2,
  },
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

import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { settleThreads } from "./resolve_threads.ts";
import { ROOT } from "../root.ts";

Deno.test("settleThreads() takes a thread for each core that the process may use, and what was asked for otherwise", () => {
  assert.deepEqual(settleThreads("cpu", undefined), { threads: availableParallelism() });
  assert.deepEqual(settleThreads("cpu", undefined, 6), { threads: 6 });
  assert.deepEqual(settleThreads("cpu", 3, 6), { threads: 3 });
});

Deno.test("settleThreads() says that WebAssembly has one thread in Deno where more are asked for", () => {
  assert.deepEqual(settleThreads("wasm", undefined, 6), { threads: 1 });
  assert.deepEqual(settleThreads("wasm", 1, 6), { threads: 1 });
  assert.deepEqual(settleThreads("wasm", 4, 6), {
    threads: 1,
    notice: "wasm has 1 thread outside browsers: --threads 4 changes nothing",
  });
});

Deno.test("settleThreads() says what threads are for beside a GPU, and that more than there are cores gain nothing", () => {
  assert.equal(settleThreads("webgpu", undefined, 6).notice, undefined);
  assert.match(settleThreads("cuda", 4, 6).notice!, /for what cuda leaves to the CPU$/);
  const { threads, notice } = settleThreads("cpu", 8, 2);
  assert.equal(threads, 8);
  assert.match(notice!, /^8 threads share the 2 cores .*: 2 is faster$/);
  assert.match(settleThreads("cpu", 2, 1).notice!, /share the 1 core /);
});

Deno.test(
  "settleThreads() goes by the cores that the process may use, not by those of the machine",
  {
    ignore: Deno.build.os !== "linux" || availableParallelism() < 2,
  },
  async () => {
    const script = 'import { settleThreads } from "./runtime/resolve_threads.ts"; ' +
      'console.log(settleThreads("cpu", undefined).threads)';
    const { stdout } = await new Deno.Command("taskset", {
      args: ["-c", "0", Deno.execPath(), "eval", script],
      cwd: ROOT,
    }).output();
    assert.equal(new TextDecoder().decode(stdout).trim(), "1");
  },
);

import assert from "node:assert/strict";
import { instantiateKernels } from "./kernels.ts";
import { type KernelJob, runJobs, startThreads } from "./threads.ts";

const base = instantiateKernels().heapBase();

/** A job that transposes a 2 x 2 matrix. */
function transposeJob(matrix: readonly number[]): KernelJob {
  const [from, to] = [base + 64, base + 128];
  return {
    memory: base + 4096,
    writes: [{ at: from, data: Float64Array.from(matrix) }],
    calls: [["transpose", from, 2, 2, to]],
    reads: [{ at: to, bytes: 32 }, { at: from, bytes: 8 }],
  };
}

for (const workers of [0, 1, 3]) {
  Deno.test(`${workers || "no"} workers run jobs, and each result has its index`, async () => {
    const { threads, problem } = await startThreads(workers);
    assert.equal(problem, undefined);
    assert.equal(threads.length, workers || 1);
    assert(threads.every(({ parallel }) => parallel === workers > 0));
    const results = new Map<number, number[][]>();
    const jobs = Array.from({ length: 20 }, (_, i) => transposeJob([i, 1, 2, 3]));
    await runJobs(
      threads,
      jobs,
      (index, buffers) =>
        results.set(index, buffers.map((buffer) => Array.from(new Float64Array(buffer)))),
    );
    threads.forEach((thread) => thread.close());
    assert.equal(results.size, 20);
    for (const [index, found] of results) assert.deepEqual(found, [[index, 2, 1, 3], [index]]);
  });
}

Deno.test("an error of one job stops the queue", async () => {
  const { threads } = await startThreads(2);
  let done = 0;
  const jobs = Array.from(
    { length: 50 },
    (_, i) =>
      i === 3 ? { ...transposeJob([0, 1, 2, 3]), memory: 2 ** 40 } : transposeJob([i, 1, 2, 3]),
  );
  await assert.rejects(runJobs(threads, jobs, () => done++), { code: "runtime" });
  threads.forEach((thread) => thread.close());
  assert(done < 50);
});

Deno.test("a memory beyond the addresses of WebAssembly is an error with its size", async () => {
  const { threads } = await startThreads(0);
  await assert.rejects(threads[0]!.run({ memory: 2 ** 33, writes: [], calls: [], reads: [] }), {
    name: "WeftError",
    code: "runtime",
    message: /Cannot get 8192 MiB of memory: WebAssembly addresses at most 4 GiB/,
  });
});

Deno.test("an error in a worker has its reason", async () => {
  const { threads } = await startThreads(1);
  const job = {
    memory: 2 ** 40,
    writes: [],
    calls: [],
    reads: [],
  };
  try {
    await assert.rejects(threads[0]!.run(job), {
      name: "WeftError",
      code: "runtime",
      message: /Cannot compute in a worker: /,
    });
  } finally {
    threads[0]!.close();
  }
});

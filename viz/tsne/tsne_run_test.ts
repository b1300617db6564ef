import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { clusters } from "../testing/points.ts";
import { tsne, type TsneOptions } from "./tsne.ts";

Deno.test("progress comes before, in between and at the end", async () => {
  const { features } = clusters(500, 10);
  const seen: number[] = [];
  let last: Float32Array | undefined;
  const { coordinates } = await tsne(features, {
    count: 500,
    dimensions: 10,
    onProgress: ({ iteration, iterations, coordinates }) => {
      assert.equal(iterations, 750);
      if (iteration === 0) assert.equal(coordinates, undefined);
      else assert.equal(coordinates!.length, 1000);
      last = coordinates;
      seen.push(iteration);
    },
  });
  assert.equal(seen[0], 0);
  assert.equal(seen.at(-1), 750);
  assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
  assert.deepEqual(last, coordinates);
});

for (const workers of [0, 2]) {
  Deno.test(`work that is called off stops soon, and its workers end: ${workers} workers`, async () => {
    const count = 4000, dimensions = 40;
    const { features } = clusters(count, dimensions);
    for (const stopAt of [0, 1, 40]) {
      const controller = new AbortController();
      let stopped = 0;
      const run = tsne(features, {
        count,
        dimensions,
        workers,
        signal: controller.signal,
        onProgress: ({ iteration }) => {
          if (iteration < stopAt || controller.signal.aborted) return;
          stopped = performance.now();
          controller.abort(new Error("no longer needed"));
        },
      });
      await assert.rejects(run, (error) => {
        assert(error instanceof WeftError);
        assert.equal(error.name, "AbortError");
        assert.match(error.message, /called off: no longer needed/);
        return true;
      });
      // An iteration or a slice of the search: some milliseconds, and much patience for a machine
      // that is busy.
      assert(performance.now() - stopped < 2000);
    }
  });
}

Deno.test("a map that is held waits, goes on, and is the same; one that is held can be called off", async () => {
  const count = 300, dimensions = 6;
  const { features } = clusters(count, dimensions);
  const options = { count, dimensions, iterations: 40, workers: 1 };
  const expected = await tsne(features, options);
  let step = 0, held = 0;
  const release = Promise.withResolvers<void>();
  const run = tsne(features, {
    ...options,
    hold: () => ++step === 17 ? (held = step, release.promise) : undefined,
  });
  while (held === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(step, 17);
  release.resolve();
  assert.deepEqual((await run).coordinates, expected.coordinates);
  assert.equal(step, 40);

  const controller = new AbortController();
  const stuck = tsne(features, {
    ...options,
    signal: controller.signal,
    hold: () => {
      setTimeout(() => controller.abort(), 10);
      return new Promise(() => {});
    },
  });
  await assert.rejects(stuck, { name: "AbortError" });
});

Deno.test("work that was called off before does not begin", async () => {
  const { features } = clusters(50, 3);
  const signal = AbortSignal.abort();
  await assert.rejects(tsne(features, { count: 50, dimensions: 3, signal }), {
    name: "AbortError",
  });
});

Deno.test("memory is given back, after a map and after one that was called off", async () => {
  const count = 3000, dimensions = 64;
  const { features } = clusters(count, dimensions);
  const once = async (abort: boolean) => {
    const controller = new AbortController();
    const run = tsne(features, {
      count,
      dimensions,
      iterations: 3,
      workers: 1,
      signal: controller.signal,
      onProgress: () => abort && controller.abort(),
    });
    await (abort ? assert.rejects(run) : run);
  };
  await once(false);
  const before = Deno.memoryUsage().rss;
  for (let i = 0; i < 40; i++) await once(i % 2 === 0);
  // Each run has some 20 MB in use; kept, they would be 800 MB.
  assert(Deno.memoryUsage().rss - before < 300e6, `${(Deno.memoryUsage().rss - before) / 1e6} MB`);
});

Deno.test("where workers do not start, the calling thread computes and a notice says so", async () => {
  const { features } = clusters(100, 5);
  const options: TsneOptions = { count: 100, dimensions: 5, iterations: 30, workers: 2 };
  const expected = await tsne(features, options);
  const original = globalThis.Worker;
  const broken: [notice: RegExp, Worker: unknown][] = [
    [/one thread: this runtime has no workers\.$/, undefined],
    [
      /one thread: workers do not start here: forbidden\.$/,
      class {
        constructor() {
          throw new Error("forbidden");
        }
      },
    ],
  ];
  try {
    for (const [notice, Worker] of broken) {
      Object.assign(globalThis, { Worker });
      const map = await tsne(features, options);
      assert.match(map.notices[0]!, notice);
      assert.deepEqual(map.coordinates, expected.coordinates);
    }
  } finally {
    Object.assign(globalThis, { Worker: original });
  }
});

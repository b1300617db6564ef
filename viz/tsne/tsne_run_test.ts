import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { clusters } from "../testing/points.ts";
import { tsne, type TsneOptions } from "./tsne.ts";

Deno.test("onProgress is called before, during and after the descent", async () => {
  const { features } = clusters(500, 10);
  const iterationsDone: number[] = [];
  let last: Float32Array | undefined;
  const { coordinates } = await tsne(features, {
    count: 500,
    dimensions: 10,
    onProgress: ({ iteration, iterations, coordinates }) => {
      assert.equal(iterations, 750);
      if (iteration === 0) assert.equal(coordinates, undefined);
      else assert.equal(coordinates!.length, 1000);
      last = coordinates;
      iterationsDone.push(iteration);
    },
  });
  assert.equal(iterationsDone[0], 0);
  assert.equal(iterationsDone.at(-1), 750);
  assert.deepEqual(iterationsDone, iterationsDone.toSorted((a, b) => a - b));
  assert.deepEqual(last, coordinates);
});

for (const workers of [0, 2]) {
  Deno.test(`an aborted map computes no other iteration: ${workers} workers`, async () => {
    const count = 4000, dimensions = 40;
    const { features } = clusters(count, dimensions);
    for (const stopAt of [0, 1, 40]) {
      const controller = new AbortController();
      let later = 0;
      const run = tsne(features, {
        count,
        dimensions,
        workers,
        signal: controller.signal,
        onProgress: ({ iteration }) => {
          if (controller.signal.aborted) later++;
          else if (iteration >= stopAt) controller.abort(new Error("no longer needed"));
        },
      });
      await assert.rejects(run, (error) => {
        assert(error instanceof WeftError);
        assert.equal(error.name, "AbortError");
        assert.match(error.message, /stopped: no longer needed/);
        return true;
      });
      assert.equal(later, 0);
    }
  });
}

Deno.test("a map waits for the promise of hold() and is then the same, or is aborted", async () => {
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

Deno.test("a map that is aborted before does not begin", async () => {
  const { features } = clusters(50, 3);
  const signal = AbortSignal.abort();
  await assert.rejects(tsne(features, { count: 50, dimensions: 3, signal }), {
    name: "AbortError",
  });
});

Deno.test("memory is freed after a map and after an abort", async () => {
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

Deno.test("without workers the calling thread computes the map, with a notice", async () => {
  const { features } = clusters(100, 5);
  const options: TsneOptions = { count: 100, dimensions: 5, iterations: 30, workers: 2 };
  const expected = await tsne(features, options);
  const original = globalThis.Worker;
  const broken: [notice: RegExp, Worker: unknown][] = [
    [/one thread: this host has no workers\.$/, undefined],
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

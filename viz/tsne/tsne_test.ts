import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { startThreads } from "../kernels/threads.ts";
import { mapQuality } from "../quality/quality.ts";
import { exactAffinities, exactDescent, exactDivergence } from "../testing/exact_tsne.ts";
import { byteClusters, clusters } from "../testing/points.ts";
import { nearnessOrder } from "./order.ts";
import { rotate } from "./rotate.ts";
import { startMap } from "./start.ts";
import { type Tsne, tsne, type TsneOptions } from "./tsne.ts";

Deno.test("the map is the same, to the last bit, with any number of workers", async () => {
  const count = 700, dimensions = 20;
  const { features } = clusters(count, dimensions);
  const maps: Tsne[] = [];
  for (const workers of [0, 1, 2, 3]) {
    maps.push(await tsne(features, { count, dimensions, iterations: 300, workers }));
  }
  assert.equal(maps[0]!.coordinates.length, 2 * count);
  for (const map of maps) assert.deepEqual(map, maps[0]);
});

Deno.test("bytes give the map that the same numbers give as float32", async () => {
  const count = 150, dimensions = 9;
  const bytes = byteClusters(count, dimensions);
  const options = { count, dimensions, iterations: 60 };
  const ofBytes = await tsne(bytes, options),
    ofFloats = await tsne(Float32Array.from(bytes), options);
  // The covariance of bytes is exact, that of floats is not, and the descent amplifies what differs.
  const most = Math.max(...ofFloats.coordinates.map(Math.abs));
  ofBytes.coordinates.forEach((value, i) =>
    assert(Math.abs(value - ofFloats.coordinates[i]!) < 1e-3 * most)
  );
});

Deno.test("clusters come apart", async () => {
  const count = 600, dimensions = 30;
  const { features, labels } = clusters(count, dimensions);
  const { coordinates, notices } = await tsne(features, { count, dimensions });
  assert.deepEqual(notices, []);
  const quality = mapQuality(features, coordinates, labels, { count, dimensions });
  assert(quality.neighbourAccuracy > 0.99 && quality.silhouette > 0.6, JSON.stringify(quality));
  assert(quality.trustworthiness > 0.95);
});

Deno.test("the map is as good as one by the exact gradient, and its divergence is the exact one", async () => {
  const count = 240, dimensions = 8, perplexity = 20, iterations = 400;
  const { features } = clusters(count, dimensions);
  const points = Array.from(
    { length: count },
    (_, i) => features.subarray(i * dimensions, (i + 1) * dimensions),
  );
  const affinities = exactAffinities(points, 3 * perplexity, perplexity);
  const { coordinates, klDivergence } = await tsne(features, {
    count,
    dimensions,
    perplexity,
    iterations,
  });
  const exact = exactDivergence(affinities, Float64Array.from(coordinates));
  // The affinities are float32.
  assert(Math.abs(klDivergence - exact) < 1e-5, `${klDivergence} ${exact}`);
  const rotated = rotate(features, { count, dimensions });
  const start = startMap(rotated, Int32Array.from({ length: count }, (_, i) => i))!;
  const best = exactDivergence(affinities, exactDescent(affinities, start, iterations));
  // Both are near the same minimum: they differ by how far the descent got, not by the error of a force.
  assert(exact < best * 1.02, `${exact} ${best}`);
});

Deno.test("places have their mean at the origin and belong to the points in their own order", async () => {
  const count = 90, dimensions = 4;
  const { features, labels } = clusters(count, dimensions, { clusters: 3 });
  const { coordinates } = await tsne(features, { count, dimensions, iterations: 200 });
  const mean = [0, 1].map((axis) =>
    coordinates.reduce((sum, v, i) => i % 2 === axis ? sum + v : sum, 0) / count
  );
  assert(mean.every((value) => Math.abs(value) < 1e-4));
  const quality = mapQuality(features, coordinates, labels, { count, dimensions });
  // In another order, one point in three would have the label that its neighbours have.
  assert(quality.neighbourAccuracy > 0.9);
});

Deno.test("too few points for the perplexity: it is lowered, and a notice says so", async () => {
  const { features } = clusters(40, 5);
  const map = await tsne(features, { count: 40, dimensions: 5, iterations: 100 });
  assert.equal(map.perplexity, 13);
  assert.deepEqual(map.notices, [
    "The perplexity is 13 instead of 30: 40 points have too few neighbours for more.",
  ]);
  const fits = await tsne(features, { count: 40, dimensions: 5, iterations: 100, perplexity: 13 });
  assert.deepEqual(fits.coordinates, map.coordinates);
  assert.deepEqual(fits.notices, []);
});

for (const count of [2, 3, 4, 5, 9]) {
  Deno.test(`${count} points have a map`, async () => {
    const { features } = clusters(count, 3);
    const { coordinates, klDivergence, perplexity } = await tsne(features, {
      count,
      dimensions: 3,
    });
    assert(coordinates.every(Number.isFinite));
    assert(Number.isFinite(klDivergence) && klDivergence > -1e-6);
    assert.equal(perplexity, Math.max(1, (count - 1) / 3));
  });
}

Deno.test("points that are all the same lie at the origin, and a notice says so", async () => {
  for (const features of [new Float32Array(300).fill(0.1), new Uint8Array(300).fill(9)]) {
    const { coordinates, klDivergence, notices } = await tsne(features, {
      count: 100,
      dimensions: 3,
    });
    assert(coordinates.every((value) => value === 0));
    assert.equal(klDivergence, 0);
    assert.equal(notices.at(-1), "All points are the same, and so are their places in the map.");
  }
});

Deno.test("copies, constant features and points on a line have sensible maps", async () => {
  const { features } = clusters(60, 6);
  const copies = Float32Array.from({ length: 6 * 240 }, (_, i) => features[i % 360]!);
  const twice = await tsne(copies, { count: 240, dimensions: 6, perplexity: 10 });
  assert(twice.coordinates.every(Number.isFinite));
  // Copies are nearest neighbours: they lie closer together than the map is wide.
  const width = Math.max(...twice.coordinates);
  for (let i = 0; i < 60; i++) {
    const apart = Math.hypot(
      twice.coordinates[2 * i]! - twice.coordinates[2 * (i + 60)]!,
      twice.coordinates[2 * i + 1]! - twice.coordinates[2 * (i + 60) + 1]!,
    );
    assert(apart < width / 4, `${i}: ${apart} of ${width}`);
  }
  const constant = features.map((value, i) => i % 6 > 2 ? 5 : value);
  assert((await tsne(constant, { count: 60, dimensions: 6 })).coordinates.every(Number.isFinite));
  const line = Float32Array.from({ length: 200 }, (_, i) => i);
  const { coordinates } = await tsne(line, { count: 200, dimensions: 1, perplexity: 5 });
  const order = { count: 200, dimensions: 1 };
  const quality = mapQuality(line, coordinates, new Uint8Array(200), order);
  assert(quality.trustworthiness > 0.97, `${quality.trustworthiness}`);
  const ys = coordinates.filter((_, i) => i % 2 === 1);
  assert(Math.max(...ys) - Math.min(...ys) > 1, "the map of a line is not a line");
});

Deno.test("features of any size have a map, and a scale changes nothing", async () => {
  const { features } = clusters(80, 5);
  const options = { count: 80, dimensions: 5, iterations: 60 };
  const map = await tsne(features, options);
  for (const scale of [2 ** -100, 2 ** 100]) {
    const scaled = await tsne(features.map((value) => value * scale), options);
    assert.deepEqual(scaled.coordinates, map.coordinates);
  }
});

Deno.test("more features than points have a map", async () => {
  const { features } = clusters(50, 300);
  const { coordinates } = await tsne(features, { count: 50, dimensions: 300, iterations: 100 });
  assert(coordinates.every(Number.isFinite));
});

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
      // An iteration or a slice of the search: some milliseconds, and much patience for a machine that is busy.
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

Deno.test("a worker that fails says why", async () => {
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
      message: /A worker failed: /,
    });
  } finally {
    threads[0]!.close();
  }
});

Deno.test("an order of nearness holds every point once, near ones near each other", () => {
  const rotated = rotate(clusters(1001, 6).features, { count: 1001, dimensions: 6 });
  const order = nearnessOrder(rotated);
  assert.deepEqual(
    Array.from(order).sort((a, b) => a - b),
    Array.from({ length: 1001 }, (_, i) => i),
  );
  const step = (a: number, b: number) => {
    let sum = 0;
    for (let d = 0; d < rotated.stride; d++) {
      sum += (rotated.points[a * rotated.stride + d]! - rotated.points[b * rotated.stride + d]!) **
        2;
    }
    return sum;
  };
  let ordered = 0, unordered = 0;
  for (let i = 1; i < 1001; i++) {
    ordered += step(order[i - 1]!, order[i]!);
    unordered += step(i - 1, i);
  }
  assert(ordered < 0.4 * unordered);
});

Deno.test("settings and numbers that do not fit are named", async () => {
  const { features } = clusters(20, 3);
  const shape = { count: 20, dimensions: 3 };
  const fails = (code: string, message: RegExp, options: TsneOptions, of = features) =>
    assert.rejects(tsne(of, options), (error) => {
      assert(error instanceof WeftError, `${error}`);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  await fails("usage", /20 points of 4 features, 80 numbers, but got 60/, {
    count: 20,
    dimensions: 4,
  });
  await fails("usage", /count to be at least 2 but got 1/, { count: 1, dimensions: 60 });
  await fails("usage", /perplexity .* 0.5/, { ...shape, perplexity: 0.5 });
  await fails("usage", /perplexity .* NaN/, { ...shape, perplexity: NaN });
  await fails("usage", /iterations .* 0/, { ...shape, iterations: 0 });
  await fails("usage", /workers .* -1/, { ...shape, workers: -1 });
  await fails("data", /feature 1 of point 2 is NaN/, shape, features.with(7, NaN));
  await fails("data", /feature 0 of point 0 is Infinity/, shape, features.with(0, Infinity));
});

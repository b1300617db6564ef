import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { mapQuality } from "../quality/quality.ts";
import { exactAffinities, exactDescent, exactDivergence } from "../testing/exact_tsne.ts";
import { byteClusters, clusters } from "../testing/points.ts";
import { rotate } from "./rotate.ts";
import { initialMap } from "./initial_map.ts";
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
  // The covariance of bytes is exact, that of floats is not, and the descent amplifies what
  // differs.
  const most = Math.max(...ofFloats.coordinates.map(Math.abs));
  ofBytes.coordinates.forEach((value, i) =>
    assert(Math.abs(value - ofFloats.coordinates[i]!) < 1e-3 * most)
  );
});

Deno.test("clusters are separate in the map", async () => {
  const count = 600, dimensions = 30;
  const { features, labels } = clusters(count, dimensions);
  const { coordinates, notices } = await tsne(features, { count, dimensions });
  assert.deepEqual(notices, []);
  const quality = mapQuality(features, coordinates, labels, { count, dimensions });
  assert(quality.neighbourAccuracy > 0.99 && quality.silhouette > 0.6, JSON.stringify(quality));
  assert(quality.trustworthiness > 0.95);
});

Deno.test("the map is as good as one by the exact gradient", async () => {
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
  const start = initialMap(rotated, Int32Array.from({ length: count }, (_, i) => i))!;
  const best = exactDivergence(affinities, exactDescent(affinities, start, iterations));
  // Both are near the same minimum: they differ by how far the descent got, not by the error of a
  // force.
  assert(exact < best * 1.02, `${exact} ${best}`);
});

Deno.test("coordinates are in the order of the points, their mean at the origin", async () => {
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

Deno.test("too few points lower the perplexity, with a notice", async () => {
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

Deno.test("points that are all the same lie at the origin, with a notice", async () => {
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

Deno.test("copies, constant features and points on a line have plausible maps", async () => {
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

Deno.test("features of any scale have the same map", async () => {
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

Deno.test("an invalid option or feature is named in the error", async () => {
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

import assert from "node:assert/strict";
import { startThreads } from "../kernels/threads.ts";
import { clusters } from "../testing/points.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { nearnessOrder } from "./order.ts";
import { rotate, type Rotated } from "./rotate.ts";

const { threads } = await startThreads(0);
const search = (rotated: Rotated, order: Int32Array, k: number, perplexity: number) =>
  nearestNeighbours(rotated, order, k, perplexity, threads, () => {});

/**
 * All distances by the book, in the arithmetic of float32, then sorted: by distance, then by place.
 */
function sortedNeighbours({ points, stride }: Rotated, order: Int32Array, query: number) {
  const distances = Array.from(order, (point) => {
    let sum = 0;
    for (let d = 0; d < stride; d++) {
      const gap = Math.fround(points[point * stride + d]! - points[order[query]! * stride + d]!);
      sum = Math.fround(sum + Math.fround(gap * gap));
    }
    return sum;
  });
  const places = distances.map((_, place) => place).filter((place) => place !== query)
    .sort((a, b) => distances[a]! - distances[b]! || a - b);
  return { places, distances };
}

const sets: [what: string, features: Float32Array, count: number, dimensions: number, k: number][] =
  [
    ["clusters", clusters(700, 40).features, 700, 40, 30],
    ["points of 2 features", clusters(333, 2).features, 333, 2, 21],
    ["points of 1 feature", clusters(130, 1).features, 130, 1, 9],
    [
      "a grid full of equal distances",
      Float32Array.from(
        { length: 2 * 400 },
        (_, i) => i % 2 === 0 ? Math.floor(i / 40) : (i >> 1) % 20,
      ),
      400,
      2,
      17,
    ],
    [
      "many copies of few points",
      Float32Array.from({ length: 3 * 300 }, (_, i) => (i % 12) % 5),
      300,
      3,
      40,
    ],
    ["two points", Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3, 1],
    ["more features than points", clusters(19, 77).features, 19, 77, 18],
  ];

for (const [what, features, count, dimensions, k] of sets) {
  Deno.test(`the nearest neighbours are exact, equal distances in order of places: ${what}`, async () => {
    const rotated = rotate(features, { count, dimensions });
    const order = nearnessOrder(rotated);
    const { indices } = await search(rotated, order, k, Math.max(1, k / 3));
    for (let query = 0; query < count; query++) {
      const { places } = sortedNeighbours(rotated, order, query);
      assert.deepEqual(
        Array.from(indices.subarray(query * k, (query + 1) * k)),
        places.slice(0, k),
      );
    }
  });
}

Deno.test("probabilities have the perplexity and fall off as a Gaussian", async () => {
  const count = 300, k = 45, perplexity = 15;
  const rotated = rotate(clusters(count, 10).features, { count, dimensions: 10 });
  const order = nearnessOrder(rotated);
  const { probabilities } = await search(rotated, order, k, perplexity);
  for (let query = 0; query < count; query++) {
    const row = Array.from(probabilities.subarray(query * k, (query + 1) * k));
    const entropy = row.reduce((sum, p) => sum - p * Math.log(p), 0);
    // They are float32.
    assert(Math.abs(row.reduce((sum, p) => sum + p) - 1) < 1e-6);
    assert(Math.abs(Math.exp(entropy) - perplexity) < 1e-4);
    const { places, distances } = sortedNeighbours(rotated, order, query);
    const [first, last] = [distances[places[0]!]!, distances[places[k - 1]!]!];
    const beta = Math.log(row[0]! / row[k - 1]!) / (last - first);
    const middle = distances[places[20]!]!;
    assert(Math.abs(row[20]! / (row[0]! * Math.exp(-beta * (middle - first))) - 1) < 1e-5);
  }
});

Deno.test("copies of a point share its probability where they are more than the perplexity", async () => {
  const features = Float32Array.from({ length: 2 * 40 }, (_, i) => i < 60 ? 1 : i);
  const rotated = rotate(features, { count: 40, dimensions: 2 });
  const order = nearnessOrder(rotated);
  const { probabilities } = await search(rotated, order, 39, 5);
  const place = order.indexOf(0);
  const row = probabilities.subarray(place * 39, (place + 1) * 39);
  row.forEach((p, j) => assert(Math.abs(p - (j < 29 ? 1 / 29 : 0)) < 1e-7));
});

Deno.test("a rotation keeps distances and puts the principal components first", () => {
  const count = 200, dimensions = 90;
  const { features } = clusters(count, dimensions);
  const { points, stride, variances } = rotate(features, { count, dimensions });
  assert.equal(stride, 92);
  const distance = (of: Float32Array, width: number, i: number, j: number) => {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += (of[i * width + d]! - of[j * width + d]!) ** 2;
    return sum;
  };
  const scale = distance(points, stride, 0, 1) / distance(features, dimensions, 0, 1);
  // The scale is a power of two, the points are float32.
  assert(Math.abs(Math.log2(Math.sqrt(scale)) - Math.round(Math.log2(Math.sqrt(scale)))) < 1e-6);
  for (let i = 0; i < count; i += 7) {
    for (let j = i + 1; j < count; j += 5) {
      const ratio: number = distance(points, stride, i, j) / distance(features, dimensions, i, j);
      assert(Math.abs(ratio / scale - 1) < 1e-5);
    }
  }
  const along = (d: number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += points[i * stride + d]! ** 2;
    return sum / (count - 1);
  };
  assert(
    Math.abs(along(0) / variances[0] - 1) < 1e-5 && Math.abs(along(1) / variances[1] - 1) < 1e-5,
  );
  assert(along(0) > along(1) && along(1) > along(2) && along(2) > 10 * along(80));
});

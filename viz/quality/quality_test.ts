import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { WeftError } from "../../error.ts";
import { pca } from "../pca.ts";
import { clusters } from "../testing/points.ts";
import { heldOutAccuracy, linearAccuracy } from "./linear_classifier.ts";
import { mapQuality, type Quality } from "./quality.ts";

/** ranks[i][j] is the rank of point j by its distance from point i, 1 for the nearest. */
function ranks(points: readonly number[][]): number[][] {
  return points.map((point, i) => {
    const distances = points.map((other) =>
      point.reduce((sum, value, d) => sum + (value - other[d]!) ** 2, 0)
    );
    const order = points.map((_, j) => j).filter((j) => j !== i)
      .sort((a, b) => distances[a]! - distances[b]! || a - b);
    const row = points.map(() => 0);
    order.forEach((j, rank) => row[j] = rank + 1);
    return row;
  });
}

/** The measures by their definitions, with sums over all pairs. */
function byDefinition(
  high: readonly number[][],
  low: readonly number[][],
  labels: ArrayLike<number>,
  k: number,
): Omit<Quality, "linearSeparability" | "heldOutSeparability"> {
  const n = high.length;
  const inHigh = ranks(high), inLow = ranks(low);
  const missing = (shown: number[][], other: number[][]) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (i !== j && shown[i]![j]! <= k) sum += Math.max(0, other[i]![j]! - k);
      }
    }
    return 1 - 2 / (n * k * (2 * n - 3 * k - 1)) * sum;
  };
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  let right = 0, silhouette = 0;
  for (let i = 0; i < n; i++) {
    const votes = classes.map((c) =>
      inLow[i]!.filter((r, j) => i !== j && r <= k && labels[j] === c).length
    );
    right += Number(classes[votes.indexOf(Math.max(...votes))] === labels[i]);
    const means = classes.map((c) => {
      const others = low.filter((_, j) => j !== i && labels[j] === c);
      return others.reduce(
        (sum, other) => sum + Math.hypot(low[i]![0]! - other[0]!, low[i]![1]! - other[1]!),
        0,
      ) /
        others.length;
    });
    const own = classes.indexOf(labels[i]!);
    const other = Math.min(...means.filter((_, c) => c !== own));
    silhouette += (other - means[own]!) / Math.max(other, means[own]!);
  }
  return {
    trustworthiness: missing(inLow, inHigh),
    continuity: missing(inHigh, inLow),
    neighbourAccuracy: right / n,
    silhouette: silhouette / n,
  };
}

function rowsOf(values: Float32Array, width: number): number[][] {
  return Array.from(
    { length: values.length / width },
    (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)),
  );
}

for (const copies of [1, 3]) {
  Deno.test(`the measures agree with their definitions, for ${copies} copies of the points`, () => {
    const count = 102, dimensions = 6;
    const once = clusters(count / copies, dimensions, { clusters: 3 });
    const features = new Float32Array(count * dimensions);
    for (let c = 0; c < copies; c++) features.set(once.features, c * once.features.length);
    const labels = Uint8Array.from({ length: count }, (_, i) => once.labels[i % (count / copies)]!);
    const { coordinates } = pca(features, { count, dimensions });
    for (const neighbours of [1, 7, 10]) {
      const found = mapQuality(features, coordinates, labels, { count, dimensions, neighbours });
      const rows = [rowsOf(features, dimensions), rowsOf(coordinates, 2)] as const;
      const expected = byDefinition(...rows, labels, neighbours);
      assert.equal(found.neighbourAccuracy, expected.neighbourAccuracy);
      // The points are float32, so that two nearly equal distances can have other ranks.
      assert(Math.abs(found.trustworthiness - expected.trustworthiness) < 1e-4);
      assert(Math.abs(found.continuity - expected.continuity) < 1e-4);
      assert(Math.abs(found.silhouette - expected.silhouette) < 1e-6);
    }
  });
}

Deno.test("a map that is the features themselves is perfect, and a shuffled one is not", () => {
  const count = 400;
  const { features, labels } = clusters(count, 2);
  const shape = { count, dimensions: 2 };
  const same = mapQuality(features, features, labels, shape);
  assert.equal(same.trustworthiness, 1);
  assert.equal(same.continuity, 1);
  const order = createGenerator(1).permutation(count);
  const shuffled = Float32Array.from(features, (_, i) => features[2 * order[i >> 1]! + i % 2]!);
  const poor = mapQuality(features, shuffled, labels, shape);
  // All ranks are equally likely: half of the worst value.
  assert(poor.trustworthiness > 0.4 && poor.trustworthiness < 0.6);
  assert(poor.continuity > 0.4 && poor.continuity < 0.6);
  assert(poor.neighbourAccuracy < 0.4 && poor.silhouette < 0.1);
});

Deno.test("a sample of many points is measured, with nearly the measures of all", () => {
  const count = 12_000;
  const { features, labels } = clusters(count, 4);
  const { coordinates } = pca(features, { count, dimensions: 4 });
  const of = (n: number) =>
    mapQuality(features.subarray(0, 4 * n), coordinates.subarray(0, 2 * n), labels.subarray(0, n), {
      count: n,
      dimensions: 4,
    });
  const many = of(count), fewer = of(9999);
  assert(many.trustworthiness <= 1 && many.trustworthiness > 0.5);
  for (const [name, value] of Object.entries(many)) {
    // The measures of 10,000 points vary by about 0.01.
    assert(Math.abs(value - fewer[name as keyof Quality]) < 0.02, `${name}: ${value}`);
  }
});

const linear = (coordinates: number[], labels: number[], classes: number) =>
  linearAccuracy(Float64Array.from(coordinates), Int32Array.from(labels), classes);

Deno.test("the linear classifier separates classes by lines only", () => {
  const three = [0, 0, 1, 0, 0, 1, 9, 9, 8, 9, 9, 8, -9, 9, -8, 9, -9, 8];
  assert.equal(linear(three, [0, 0, 0, 1, 1, 1, 2, 2, 2], 3), 1);
  // Exclusive or: a line separates at most three of four groups correctly.
  const xor = [0, 0, 0, 1, 1, 0, 1, 1].flatMap((value) => [value]);
  assert(linear(xor, [0, 1, 1, 0], 2) <= 0.75);
  assert.equal(linear([1, 1, 1, 1], [0, 0], 1), 1);
});

Deno.test("the linear classifier is at the minimum of its loss", () => {
  // Two overlapping groups on a line: a search over thresholds finds the best accuracy.
  const generator = createGenerator(5);
  const labels = Array.from({ length: 1000 }, (_, i) => i % 2);
  const coordinates = labels.flatMap((
    label,
  ) => [generator.uniform() + 0.8 * label, generator.uniform()]);
  const best = Math.max(
    ...Array.from(
      { length: 181 },
      (_, t) =>
        labels.filter((label, i) => Number(coordinates[2 * i]! > t / 100) === label).length / 1000,
    ),
  );
  const found = linear(coordinates, labels, 2);
  assert(found > best - 0.02, `${found} ${best}`);
});

Deno.test("few points, one class and copies have measures", () => {
  const two = mapQuality(Float32Array.of(0, 1), Float32Array.of(0, 0, 1, 1), [0, 1], {
    count: 2,
    dimensions: 1,
  });
  assert.deepEqual(two, {
    trustworthiness: 1,
    continuity: 1,
    neighbourAccuracy: 0,
    linearSeparability: 1,
    heldOutSeparability: 0, // fitted to one point, of the other class
    silhouette: 0,
  });
  const same = mapQuality(new Float32Array(20), new Float32Array(20), new Uint8Array(10).fill(3), {
    count: 10,
    dimensions: 2,
  });
  assert.equal(same.neighbourAccuracy, 1);
  assert.equal(same.linearSeparability, 1);
  assert.equal(same.silhouette, 0);
});

Deno.test("of classes with as many neighbours the first one counts", () => {
  // Each point has the four others as neighbours: those of the first class see two of each.
  const coordinates = Float32Array.of(0, 0, 1, 0, 2, 1, 3, 0, 4, 0);
  const { neighbourAccuracy } = mapQuality(coordinates, coordinates, [7, 7, 7, 9, 9], {
    count: 5,
    dimensions: 2,
  });
  assert.equal(neighbourAccuracy, 3 / 5);
});

Deno.test("an invalid size, label or number is named in the error", () => {
  const { features, labels } = clusters(20, 3);
  const shape = { count: 20, dimensions: 3 };
  const map = new Float32Array(40);
  const fails = (code: string, message: RegExp, run: () => unknown) =>
    assert.throws(run, (error) => {
      assert(error instanceof WeftError, `${error}`);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  fails(
    "usage",
    /20 labels but got 19/,
    () => mapQuality(features, map, labels.subarray(1), shape),
  );
  fails(
    "usage",
    /that of point 2 is 0.5/,
    () => mapQuality(features, map, Float32Array.from(labels, (v, i) => i === 2 ? 0.5 : v), shape),
  );
  fails(
    "usage",
    /20 points of 2 features, 40 numbers, but got 38/,
    () => mapQuality(features, map.subarray(2), labels, shape),
  );
  fails(
    "usage",
    /neighbours .* 0/,
    () => mapQuality(features, map, labels, { ...shape, neighbours: 0 }),
  );
  fails(
    "data",
    /coordinates: feature 1 of point 3 is NaN/,
    () => mapQuality(features, map.with(7, NaN), labels, shape),
  );
  fails(
    "data",
    /feature 2 of point 0 is Infinity/,
    () => mapQuality(features.with(2, Infinity), map, labels, shape),
  );
  assert.throws(
    () => mapQuality(features, map, labels, { ...shape, signal: AbortSignal.abort() }),
    { name: "AbortError" },
  );
});

Deno.test("heldOutAccuracy() is high for a rule in both halves, and 0.5 for coins", () => {
  const generator = createGenerator(3);
  const count = 400;
  const coordinates = Float64Array.from({ length: 2 * count }, () => generator.uniform());
  const chance = Int32Array.from({ length: count }, () => generator.uniform() < 0.5 ? 0 : 1);
  const side = Int32Array.from({ length: count }, (_, i) => Number(coordinates[2 * i]! > 0.5));
  // 200 coins: two standard deviations are 0.07.
  assert(Math.abs(heldOutAccuracy(coordinates, chance, 2) - 0.5) < 0.1);
  assert(heldOutAccuracy(coordinates, side, 2) > 0.93);
  // With the second half inverted, the rule of the first half is wrong for all of it.
  const inverted = side.map((label, i) => i < count / 2 ? label : 1 - label);
  assert.equal(
    heldOutAccuracy(coordinates, inverted, 2).toFixed(6),
    (1 - heldOutAccuracy(coordinates, side, 2)).toFixed(6),
  );
});

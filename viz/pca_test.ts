import assert from "node:assert/strict";
import { PCA } from "ml-pca";
import { WeftError } from "../error.ts";
import type { Features } from "./features.ts";
import { pca } from "./pca.ts";
import { jacobiPca } from "./testing/jacobi.ts";
import { byteClusters, clusters } from "./testing/points.ts";

/**
 * Sums of some thousand products have errors of 1e-13, and small gaps of eigenvalues enlarge them.
 */
const EXACT = 1e-9;
/** The coordinates are float32. */
const SINGLE = 1e-6;

function closeTo(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  const size = Math.max(...Array.from(expected, Math.abs), 1e-300);
  for (let i = 0; i < expected.length; i++) {
    assert(
      Math.abs(actual[i]! - expected[i]!) <= tolerance * size,
      `${i}: ${actual[i]} ${expected[i]}`,
    );
  }
}

const shapes: [what: string, features: Features, count: number, dimensions: number][] = [
  ["float32", clusters(200, 13).features, 200, 13],
  ["bytes", byteClusters(301, 10), 301, 10],
  ["more float32 features than points", clusters(9, 31).features, 9, 31],
  ["more bytes than points", byteClusters(12, 50), 12, 50],
];

for (const [what, features, count, dimensions] of shapes) {
  Deno.test(`pca of ${what} agrees with the eigenvectors by Jacobi's method`, () => {
    const kept = Math.min(count - 1, dimensions);
    const found = pca(features, { count, dimensions, components: kept });
    const { mean, centred, values, vectors } = jacobiPca(features, { count, dimensions });
    closeTo(found.mean, mean, EXACT);
    closeTo(found.explainedVariance, values.slice(0, kept), EXACT);
    const total = values.reduce((sum, value) => sum + value);
    closeTo(
      found.explainedVarianceRatio,
      values.slice(0, kept).map((value) => value / total),
      EXACT,
    );
    for (let k = 0; k < kept; k++) {
      const component = found.components.subarray(k * dimensions, (k + 1) * dimensions);
      const largest = component.reduce((a, b) => Math.abs(b) > Math.abs(a) ? b : a, 0);
      assert(largest > 0);
      const expected = vectors[k]!;
      const sign = Math.sign(expected.reduce((sum, value, d) => sum + value * component[d]!, 0));
      closeTo(component, expected.map((value) => sign * value), EXACT);
      const along = centred.map((point) =>
        point.reduce((sum, value, d) => sum + value * component[d]!, 0)
      );
      closeTo(centred.map((_, i) => found.coordinates[i * kept + k]!), along, SINGLE);
    }
  });
}

Deno.test("pca agrees with ml-pca", () => {
  const count = 150, dimensions = 8;
  const { features } = clusters(count, dimensions);
  const rows = Array.from(
    { length: count },
    (_, i) => Array.from(features.subarray(i * dimensions, (i + 1) * dimensions)),
  );
  const theirs = new PCA(rows);
  const ours = pca(features, { count, dimensions, components: dimensions });
  closeTo(ours.explainedVariance, theirs.getEigenvalues(), EXACT);
  closeTo(ours.explainedVarianceRatio, theirs.getExplainedVariance(), EXACT);
  const predicted = theirs.predict(rows).to2DArray();
  for (let k = 0; k < dimensions; k++) {
    const own = predicted.map((_, i) => ours.coordinates[i * dimensions + k]!);
    const sign = Math.sign(own[0]! * predicted[0]![k]!);
    closeTo(own, predicted.map((row) => sign * row[k]!), SINGLE);
  }
});

Deno.test("two components by the Lanczos method agree with the full decomposition", () => {
  // 80 features: two components come from a Lanczos basis, all 80 from the full method.
  const count = 400, dimensions = 80;
  const { features } = clusters(count, dimensions);
  const some = pca(features, { count, dimensions });
  const all = pca(features, { count, dimensions, components: dimensions });
  assert.equal(some.components.length, 2 * dimensions);
  closeTo(some.explainedVariance, all.explainedVariance.subarray(0, 2), EXACT);
  closeTo(some.components, all.components.subarray(0, 2 * dimensions), 1e-7);
  closeTo(some.explainedVarianceRatio, all.explainedVarianceRatio.subarray(0, 2), EXACT);
});

Deno.test("bytes and the same numbers as float32 have the same components", () => {
  const count = 700, dimensions = 30;
  const bytes = byteClusters(count, dimensions);
  const exact = pca(bytes, { count, dimensions, components: 5 });
  const floats = pca(Float32Array.from(bytes), { count, dimensions, components: 5 });
  closeTo(exact.explainedVariance, floats.explainedVariance, EXACT);
  closeTo(exact.components, floats.components, EXACT);
});

Deno.test("transform of the same points returns their coordinates, to the last bit", () => {
  const { features } = clusters(333, 20);
  const { coordinates, transform } = pca(features, { count: 333, dimensions: 20, components: 3 });
  assert.deepEqual(transform(features, 333), coordinates);
  assert.deepEqual(transform(features.subarray(0, 40), 2), coordinates.subarray(0, 6));
});

Deno.test("inverseTransform of all components returns the points", () => {
  const { features } = clusters(60, 7);
  const { coordinates, inverseTransform } = pca(features, {
    count: 60,
    dimensions: 7,
    components: 7,
  });
  closeTo(inverseTransform(coordinates, 60), features, SINGLE);
});

Deno.test("inverseTransform of few components returns the nearest points", () => {
  const { features } = clusters(60, 7);
  const { coordinates, inverseTransform, explainedVarianceRatio } = pca(features, {
    count: 60,
    dimensions: 7,
    components: 3,
  });
  const back = inverseTransform(coordinates, 60);
  const { centred } = jacobiPca(features, { count: 60, dimensions: 7 });
  const lost = back.reduce((sum, value, i) => sum + (value - features[i]!) ** 2, 0);
  const whole = centred.flat().reduce((sum, value) => sum + value * value, 0);
  const kept = explainedVarianceRatio.reduce((sum, ratio) => sum + ratio);
  assert(Math.abs(lost / whole - (1 - kept)) < SINGLE);
});

Deno.test("components beyond the span of the points are orthonormal and have no variance", () => {
  // Four points in a plane through 5 dimensions.
  const features = Float32Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 2, 0, 0, 0);
  const { components, explainedVariance } = pca(features, {
    count: 4,
    dimensions: 5,
    components: 4,
  });
  assert(explainedVariance[1]! > 0.1 && explainedVariance[2]! < 1e-12);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let d = 0; d < 5; d++) dot += components[i * 5 + d]! * components[j * 5 + d]!;
      assert(Math.abs(dot - Number(i === j)) < 1e-12);
    }
  }
});

Deno.test("points that do not vary have zeros as coordinates, also with a rounded mean", () => {
  for (const features of [new Float32Array(50 * 3).fill(0.1), new Uint8Array(50 * 3).fill(7)]) {
    const { coordinates, explainedVariance, explainedVarianceRatio } = pca(features, {
      count: 50,
      dimensions: 3,
    });
    assert(coordinates.every((value) => value === 0));
    assert.deepEqual(explainedVariance, new Float64Array(2));
    assert.deepEqual(explainedVarianceRatio, new Float64Array(2));
  }
  const single = pca(Float32Array.of(1, 2, 3), { count: 1, dimensions: 3 });
  assert.deepEqual(single.coordinates, new Float32Array(1));
});

Deno.test("a feature that does not vary has no loading", () => {
  const { features } = clusters(100, 6);
  for (let i = 0; i < 100; i++) features[i * 6 + 2] = 0.1;
  const { components } = pca(features, { count: 100, dimensions: 6 });
  assert(Math.abs(components[2]!) < 1e-15 && Math.abs(components[8]!) < 1e-15);
});

Deno.test("features of any scale have the same components", () => {
  const { features } = clusters(100, 6);
  const expected = pca(features, { count: 100, dimensions: 6 }).components;
  for (const scale of [1e-25, 1e30]) {
    const scaled = features.map((value) => value * scale);
    closeTo(pca(scaled, { count: 100, dimensions: 6 }).components, expected, 1e-5);
  }
});

Deno.test("an invalid feature or size is named in the error", () => {
  const fails = (code: string, message: RegExp, run: () => unknown) =>
    assert.throws(run, (error) => {
      assert(error instanceof WeftError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  const four = Float32Array.of(1, 2, 3, NaN);
  fails("data", /feature 1 of point 1 is NaN/, () => pca(four, { count: 2, dimensions: 2 }));
  four[3] = -Infinity;
  fails("data", /feature 1 of point 1 is -Infinity/, () => pca(four, { count: 2, dimensions: 2 }));
  four[3] = 4;
  fails(
    "usage",
    /2 points of 3 features, 6 numbers, but got 4/,
    () => pca(four, { count: 2, dimensions: 3 }),
  );
  fails(
    "usage",
    /expected count to be a whole number from 1 but got 0/,
    () => pca(four, { count: 0, dimensions: 2 }),
  );
  fails(
    "usage",
    /expected components to be .* from 1 to 2 but got 3/,
    () => pca(four, { count: 2, dimensions: 2, components: 3 }),
  );
  fails(
    "usage",
    /Float32Array or Uint8Array/,
    () => pca([1, 2] as unknown as Float32Array, { count: 1, dimensions: 2 }),
  );
  const { transform, inverseTransform } = pca(four, { count: 2, dimensions: 2 });
  fails("usage", /1 points of 2 features/, () => transform(four, 1));
  fails("usage", /3 points of 2 features/, () => inverseTransform(four, 3));
});

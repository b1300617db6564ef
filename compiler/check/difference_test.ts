import assert from "node:assert/strict";
import {
  logDifference,
  type OutputNumbers,
  relativeDifference,
  sigmoidDifference,
  TOLERANCE,
} from "./difference.ts";

const output = (data: readonly number[], type = "float32"): OutputNumbers => ({
  type,
  shape: [data.length],
  data: type === "float32" ? Float32Array.from(data) : data,
});
const between = (a: readonly number[], b: readonly number[], type?: string) =>
  relativeDifference(output(a, type), output(b, type));

Deno.test("a difference is relative to the standard deviation of the expected numbers", () => {
  // The deviation of 0 and 2 is 1.
  assert.equal(between([0, 2.5], [0, 2]), 0.5);
  assert.ok(Math.abs(between([0, 2.5e-6], [0, 2e-6]) - 0.5) < 1e-6);
  assert.ok(
    Math.abs(between([1e6, 1e6 + 2], [1e6, 1e6 + 1]) / (1 / (0.0095367431640625e6)) - 1) < 1e-3,
  );
});

Deno.test("an output that is the same everywhere may differ by rounding", () => {
  const unit = 2 ** -24;
  assert.ok(between([1 - 8 * unit, 1], [1, 1]) <= TOLERANCE);
  assert.ok(between([1 - 64 * unit, 1], [1, 1]) > TOLERANCE);
  assert.ok(between([3e-9, 3e-9], [3e-9, 3.000001e-9]) <= TOLERANCE);
  assert.ok(between([3e-9, 3e-9], [3e-9, 3.01e-9]) > TOLERANCE);
  assert.equal(between([0, 0], [0, 0]), 0);
  assert.ok(between([1e-40, 0], [0, 0]) <= TOLERANCE);
  assert.ok(between([1e-20, 0], [0, 0]) > TOLERANCE);
});

Deno.test("logarithms of probabilities show what their largest one hides", () => {
  const found = output([1, 1e-9, 1e-20, 0]);
  const expected = output([1, 2e-9, 1e-20, 1e-44]);
  assert.ok(relativeDifference(found, expected) <= TOLERANCE);
  assert.ok(logDifference(found, expected) > 100 * TOLERANCE);
  assert.ok(logDifference(expected, expected) === 0);
  assert.equal(logDifference(output([NaN]), output([1])), Infinity);
});

Deno.test("a sigmoid is compared by what it is computed of, at its steep part and in its ends", () => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const inputs = [-12, -9, -6, -3, -1, 0, 2, 7];
  const computed = (change: (x: number) => number) => output(inputs.map((x) => sigmoid(change(x))));
  const expected = computed((x) => x);
  const by = (change: (x: number) => number) => sigmoidDifference(computed(change), expected);
  assert.equal(by((x) => x), 0);
  // The deviation of the inputs is 5.8: a thousandth of it at 0, where the slope is 1/4.
  assert.ok(Math.abs(by((x) => x === 0 ? 5.8e-3 : x) / 1e-3 - 1) < 0.05);
  assert.ok(by((x) => 1.01 * x) > 10 * TOLERANCE);
  assert.ok(by((x) => x < -5 ? 1.2 * x : x) > 10 * TOLERANCE);
  const rounded = output(Array.from(expected.data, (y) => y + 6e-8));
  assert.ok(sigmoidDifference(rounded, expected) < TOLERANCE);
  // A mask that is 0 nearly everywhere has a small deviation of its own.
  const mask = output([...Array(999).fill(1e-9), 0.26]);
  const moved = output([...Array(999).fill(1e-9), 0.260005]);
  assert.ok(relativeDifference(moved, mask) > TOLERANCE);
  assert.ok(sigmoidDifference(moved, mask) < TOLERANCE);
});

Deno.test("NaN and infinities must be in the same places", () => {
  assert.equal(between([NaN, 1, Infinity], [NaN, 1, Infinity]), 0);
  assert.equal(between([NaN, 1], [0, 1]), Infinity);
  assert.equal(between([0, 1], [NaN, 1]), Infinity);
  assert.equal(between([Infinity, 1], [-Infinity, 1]), Infinity);
  assert.equal(between([Infinity, 1], [3e38, 1]), Infinity);
});

Deno.test("integers and truth values must be equal, and so must types and shapes", () => {
  assert.equal(between([1, 2000000000], [1, 2000000000], "int32"), 0);
  assert.equal(between([1, 2000000001], [1, 2000000000], "int32"), Infinity);
  assert.equal(between([0, 1], [1, 1], "bool"), Infinity);
  assert.equal(relativeDifference(output([1], "int32"), output([1])), Infinity);
  assert.equal(between([1, 2, 2], [1, 2]), Infinity);
  assert.equal(
    relativeDifference({ ...output([1, 2]), shape: [1, 2] }, { ...output([1, 2]), shape: [2, 1] }),
    Infinity,
  );
});

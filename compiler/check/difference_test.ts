import assert from "node:assert/strict";
import { logDifference, type OutputNumbers, relativeDifference, TOLERANCE } from "./difference.ts";

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

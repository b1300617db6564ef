import assert from "node:assert/strict";
import { tensorValue, type ValueType } from "../../onnx/tensor_value.ts";
import { compareTensors } from "./compare.ts";

const compare = (
  left: readonly number[],
  right: readonly number[],
  type: ValueType = "float32",
  tolerance?: number,
) =>
  compareTensors(
    tensorValue(type, [left.length], left),
    tensorValue(type, [right.length], right),
    tolerance,
  );

Deno.test("the allowed difference follows the spread of a value, not its size", () => {
  // 8,000 probabilities about 1/8000 apart by a thousandth: a tenth of that is a fault.
  const left = Array.from({ length: 8000 }, (_, i) => 1.25e-4 * (1 + 1e-3 * Math.sin(i)));
  const right = left.map((x, i) => x + 1.25e-8 * Math.cos(i));
  assert.ok(compare(left, right).parts);
  assert.ok(!compare(left, left.map((x) => x * (1 + 1e-7))).parts);
});

Deno.test("rounding of large numbers with a small spread is allowed", () => {
  // Steps of float32 at 1000 are 6e-5, a tenth of the deviation of these numbers.
  const left = Array.from({ length: 100 }, (_, i) => 1000 + 1e-3 * Math.sin(i));
  assert.ok(!compare(left, left.map((x, i) => x + (i % 3 - 1) * 6e-5)).parts);
  assert.ok(compare(left, left.map((x) => x + 0.01)).parts);
});

Deno.test("the largest difference is given with its position and the number of others", () => {
  const left = tensorValue("float32", [2, 3], [1, 2, 3, 4, 5, 6]);
  const right = tensorValue("float32", [2, 3], [1, 2, 4, 4, 2, 6]);
  const { parts, difference, beyond, size, at, left: a, right: b } = compareTensors(left, right);
  assert.deepEqual([parts, difference, beyond, size, at, a, b], [true, 3, 2, 6, [1, 1], 5, 2]);
});

Deno.test("two NaN and two infinities of one sign are equal; one beside a number is not", () => {
  const special = [NaN, Infinity, -Infinity, 0];
  assert.ok(!compare(special, special).parts);
  for (const [i, other] of [[0, 1], [1, 1], [1, -Infinity], [2, NaN], [3, NaN]] as const) {
    const { parts, difference, at } = compare(special, special.with(i, other));
    assert.deepEqual([parts, difference, at], [true, Infinity, [i]]);
  }
  assert.ok(!compare([0, 1], [-0, 1]).parts);
});

Deno.test("integers must be equal, quantised ones of a byte within one step", () => {
  for (const type of ["int32", "int64", "bool", "uint16"] as const) {
    assert.ok(compare([0, 1], [0, 0], type).parts, type);
    assert.ok(!compare([0, 1], [0, 1], type).parts, type);
  }
  for (const type of ["int8", "uint8"] as const) {
    assert.ok(!compare([5, 1], [5, 2], type).parts, type);
    assert.ok(compare([5, 1], [5, 3], type).parts, type);
  }
});

Deno.test("float16 has a larger tolerance, also beside float32; --tolerance replaces it", () => {
  const left = Array.from({ length: 50 }, (_, i) => Math.sin(i));
  const right = left.map((x) => x + 5e-3);
  assert.ok(!compare(left, right, "float16").parts);
  assert.ok(compare(left, right).parts);
  const half = tensorValue("float16", [50], right);
  assert.ok(!compareTensors(tensorValue("float32", [50], left), half).parts);
  assert.ok(!compare(left, right, "float32", 0.01).parts);
  assert.ok(compare([1, 1], [1, 1 + 2 ** -23], "float32", 0).parts);
});

Deno.test("a value of equal elements has its size as the spread", () => {
  assert.ok(!compare([2], [2.0001]).parts);
  assert.ok(compare([2], [2.001]).parts);
  assert.ok(!compare([], []).parts);
});

Deno.test("other shapes part without a comparison of elements", () => {
  const { parts, shapes } = compareTensors(
    tensorValue("float32", [2, 1], [1, 2]),
    tensorValue("float32", [1, 2], [1, 2]),
  );
  assert.deepEqual([parts, shapes], [true, [[2, 1], [1, 2]]]);
});

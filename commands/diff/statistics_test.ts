import assert from "node:assert/strict";
import { tensorValue } from "../../onnx/tensor_value.ts";
import { hasNotFinite, statisticsOf } from "./statistics.ts";

const floats = (...values: number[]) => tensorValue("float32", [values.length], values);

Deno.test("statisticsOf() describes the finite elements and counts the others", () => {
  assert.deepEqual(statisticsOf(floats(NaN, -6, 2, Infinity, 1, NaN, -Infinity, 3, NaN)), {
    ...{ min: -6, max: 3, mean: 0, deviation: Math.sqrt(50 / 4), largest: 6, nan: 3, infinite: 2 },
  });
  assert.deepEqual(statisticsOf(floats(-1, 5)), {
    ...{ min: -1, max: 5, mean: 2, deviation: 3, largest: 5, nan: 0, infinite: 0 },
  });
  const third = 1 / 3;
  const equal = statisticsOf(tensorValue("float64", [3], [third, third, third]));
  assert.deepEqual([equal.deviation, equal.min, equal.max], [0, third, third], "without rounding");
});

Deno.test("statisticsOf() of no finite element has counts alone", () => {
  const none = { min: undefined, max: undefined, mean: undefined, deviation: 0, largest: 0 };
  assert.deepEqual(statisticsOf(floats(NaN, Infinity)), { ...none, nan: 1, infinite: 1 });
  assert.deepEqual(statisticsOf(floats()), { ...none, nan: 0, infinite: 0 });
});

Deno.test("hasNotFinite() looks at the elements of float types", () => {
  assert.ok(hasNotFinite(floats(1, NaN)) && hasNotFinite(floats(-Infinity)));
  assert.ok(!hasNotFinite(floats(1, 2)));
  assert.ok(!hasNotFinite(tensorValue("int64", [2], [1, 2])));
});

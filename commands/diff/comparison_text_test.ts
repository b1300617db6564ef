import assert from "node:assert/strict";
import type { Comparison } from "./compare.ts";
import { comparisonText, numberText } from "./comparison_text.ts";

const COMPARISON: Comparison = {
  ...{ parts: true, difference: 0.256, allowed: 0.001, beyond: 1, size: 12_000 },
  ...{ at: [1, 3], left: 0.1, right: 0.356 },
};

Deno.test("numberText() has the digits of a float32, and integers whole", () => {
  const cases: [number: number, text: string][] = [
    [123_456_789, "123456789"],
    [Math.fround(0.1), "0.1"],
    [1 / 3, "0.33333333"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
  ];
  for (const [number, text] of cases) assert.equal(numberText(number), text);
});

Deno.test("comparisonText() names the place and the largest difference with two digits", () => {
  const cases: [difference: number, allowed: number, text: string][] = [
    [0.256, 0.001, "largest difference 0.26, 0.001 allowed"],
    [0.000999, 0, "largest difference 1.0e-3, 0 allowed"],
    [Infinity, 12.34, "largest difference infinite, 12 allowed"],
  ];
  for (const [difference, allowed, text] of cases) {
    assert.deepEqual(comparisonText({ ...COMPARISON, difference, allowed }, "cpu", "wasm"), [
      "at [1, 3]: cpu 0.1, wasm 0.356",
      `${text}; 1 of 12,000 elements differ by more`,
    ]);
  }
});

Deno.test("comparisonText() names two shapes", () => {
  const shapes = [[2, 3], [6]] as const;
  assert.deepEqual(comparisonText({ ...COMPARISON, shapes }, "a", "b"), [
    "a: shape [2, 3]; b: [6]",
  ]);
});

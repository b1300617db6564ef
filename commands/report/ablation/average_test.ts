import assert from "node:assert/strict";
import { mean, median } from "./average.ts";

Deno.test("mean() and median() take numbers in any order", () => {
  const cases: [values: number[], mean: number, median: number][] = [
    [[4], 4, 4],
    [[9, 1], 5, 5],
    [[10, 1, 4], 5, 4],
    [[10, 1, 2, 7], 5, 4.5],
  ];
  for (const [values, expected, middle] of cases) {
    assert.deepEqual([mean(values), median(values)], [expected, middle], `${values}`);
  }
});

import assert from "node:assert/strict";
import { wilson } from "./wilson.ts";

Deno.test("wilson() returns the published intervals", () => {
  // Newcombe 1998, Table I, method 3: 81/263, 15/148, 0/20, 1/29.
  for (
    const [right, count, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const
  ) {
    const interval = wilson(right, count);
    assert.equal(interval.low.toFixed(4), low.toFixed(4), `${right}/${count}`);
    assert.equal(interval.high.toFixed(4), high.toFixed(4), `${right}/${count}`);
  }
});

Deno.test("wilson() stays within 0 and 1, and is narrower for larger samples", () => {
  assert.equal(wilson(5, 5).high, 1);
  assert.equal(wilson(0, 5).low, 0);
  const width = (count: number) => {
    const { low, high } = wilson(0.9 * count, count);
    return high - low;
  };
  assert(width(10_000) < width(1_000) / 3);
});

import assert from "node:assert/strict";
import { isWidth } from "./declared_width.ts";

Deno.test("isWidth() takes lengths from 1 to the number of bytes", () => {
  const widths = [1, 10, 1000, 0, -1, 1001, 2.5, NaN, Infinity, 2 ** 60, "batch", undefined];
  assert.deepEqual(widths.map((width) => isWidth(width, 1000)), [
    ...[true, true, true],
    ...new Array(9).fill(false),
  ]);
});

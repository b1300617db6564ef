import assert from "node:assert/strict";
import { fastestForms, median, ratioOf, type Timed } from "./comparison.ts";

const timed = (name: string, milliseconds: number[], form = ""): Timed => ({
  ...{ name, form, version: "1.0", threads: 2, first: 0 },
  milliseconds,
});

Deno.test("median() is the upper one of two, and Infinity only where most are", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([1, 2]), 2);
  assert.equal(median([Infinity, 5, 4]), 5);
  assert.equal(median([Infinity, 5, Infinity]), Infinity);
});

Deno.test("ratioOf() says how many times as fast weft is, by medians", () => {
  assert.equal(ratioOf(timed("weft", [2, 2, 90]), timed("PyTorch", [1, 3, 3])), 1.5);
  assert.equal(ratioOf(timed("weft", [4]), timed("PyTorch", [3])), 0.75);
  assert.equal(ratioOf(timed("weft", [4]), timed("PyTorch", [Infinity])), undefined);
  assert.equal(ratioOf(timed("weft", [Infinity]), timed("PyTorch", [1])), undefined);
});

Deno.test("fastestForms() keeps each program's fastest form, and why others are missing", () => {
  const cpu = timed("TensorFlow.js", [9], "cpu"), last = timed("PyTorch", [2], "channels-last");
  const found = fastestForms([
    ...[timed("PyTorch", [3], "contiguous"), last, cpu],
    { name: "TensorFlow.js", form: "wasm", absent: "lacks MaxPoolGrad" },
  ]);
  assert.deepEqual(found, [
    { best: last, reasons: [] },
    { best: cpu, reasons: ["wasm lacks MaxPoolGrad"] },
  ]);
});

Deno.test("fastestForms() has the absence of a program without any form", () => {
  const absent = { name: "openTSNE", absent: "not installed" };
  assert.deepEqual(fastestForms([absent]), [{ best: absent, reasons: [] }]);
});

import assert from "node:assert/strict";
import { calibrationOf } from "./calibration.ts";

Deno.test("a probability on the border of two bins is in the lower one, 0 in the first", () => {
  const { bins } = calibrationOf([0, 0.5, 0.75, 1], [true, true, true, true], 4);
  assert.deepEqual(bins.map(({ count }) => count), [1, 1, 1, 1]);
});

Deno.test("the error weights each bin by its images", () => {
  // Two images at 1, one correct: an error of 0.5. Two at 0.5, both correct: 0.5. Six at 0.75,
  // three correct: 0.25.
  const confidences = [1, 1, 0.5, 0.5, ...Array(6).fill(0.75)];
  const correct = [true, false, true, true, true, true, true, false, false, false];
  const { error, confidence, accuracy } = calibrationOf(confidences, correct, 4);
  assert.equal(error, (2 * 0.5 + 2 * 0.5 + 6 * 0.25) / 10);
  assert.equal(confidence, 7.5 / 10);
  assert.equal(accuracy, 0.6);
});

Deno.test("there are ten bins of equal width", () => {
  const { bins } = calibrationOf([0.05, 0.95], [true, false]);
  assert.equal(bins.length, 10);
  assert.deepEqual([bins[0]!.low, bins[0]!.high, bins[9]!.low, bins[9]!.high], [0, 0.1, 0.9, 1]);
  assert.deepEqual([bins[0]!.count, bins[9]!.count], [1, 1]);
  assert.deepEqual([bins[0]!.accuracy, bins[9]!.confidence], [1, 0.95]);
});

Deno.test("a bin has the confidence interval of its share", () => {
  const { bins } = calibrationOf(Array(20).fill(0.75), Array(20).fill(false), 1);
  // Newcombe 1998, Table I, method 3: 0/20.
  assert.equal(bins[0]!.interval.low, 0);
  assert.equal(bins[0]!.interval.high.toFixed(4), "0.1611");
});

Deno.test("an empty bin is left out of the error", () => {
  const { bins, error } = calibrationOf([1], [true], 2);
  assert.equal(error, 0);
  assert.deepEqual(bins[0], {
    ...{ low: 0, high: 0.5, count: 0, confidence: 0, accuracy: 0 },
    interval: { low: 0, high: 1 },
  });
});

import assert from "node:assert/strict";
import { calibrationOf } from "./calibration.ts";

Deno.test("a probability on the border of two classes is in the lower one, 0 in the first", () => {
  const { bins } = calibrationOf([0, 0.5, 0.75, 1], [true, true, true, true], 4);
  assert.deepEqual(bins.map(({ count }) => count), [1, 1, 1, 1]);
});

Deno.test("the error weighs each class by its images", () => {
  // Two images said with 1, one right: 0.5 off. Two said with 0.5, both right: 0.5 off. Six said
  // with 0.75, three right.
  const confidences = [1, 1, 0.5, 0.5, ...Array(6).fill(0.75)];
  const correct = [true, false, true, true, true, true, true, false, false, false];
  const { error, confidence, accuracy } = calibrationOf(confidences, correct, 4);
  assert.equal(error, (2 * 0.5 + 2 * 0.5 + 6 * 0.25) / 10);
  assert.equal(confidence, 7.5 / 10);
  assert.equal(accuracy, 0.6);
});

Deno.test("a class without images is left out of the error", () => {
  const { bins, error } = calibrationOf([1], [true], 2);
  assert.equal(error, 0);
  assert.deepEqual(bins[0], {
    ...{ low: 0, high: 0.5, count: 0, confidence: 0, accuracy: 0 },
    interval: { low: 0, high: 1 },
  });
});

import assert from "node:assert/strict";
import { placeInWords, summarizeClasses } from "./class_summary.ts";

/** A pair of class 0, a pair of class 1 far away, and a point of class 1 beside the first pair. */
const positions = Float32Array.of(0, 0, 0, 1, 10, 10, 10, 11, 0, 2.5);
const labels = Uint8Array.of(0, 0, 1, 1, 1);

Deno.test("summarizeClasses() returns counts, means and nearest classes", () => {
  const [first, second, third] = summarizeClasses(positions, labels, 3);
  assert.deepEqual(first, { count: 2, x: 0, y: 0.5, sameNearest: 1 });
  assert.deepEqual([second!.count, second!.otherNearest], [3, 0]);
  assert.equal(second!.sameNearest, 2 / 3);
  assert.deepEqual(third, { count: 0, x: 0, y: 0, sameNearest: 0 });
});

Deno.test("a map of one point has no nearest point", () => {
  const [only] = summarizeClasses(Float32Array.of(1, 2), Uint8Array.of(0), 1);
  assert.deepEqual(only, { count: 1, x: 1, y: 2, sameNearest: 0 });
});

Deno.test("placeInWords() names the thirds of the map", () => {
  assert.equal(placeInWords(positions, 0, 11), "top left");
  assert.equal(placeInWords(positions, 5, 5), "middle");
  assert.equal(placeInWords(positions, 10, 5), "right");
  assert.equal(placeInWords(positions, 5, 0), "bottom");
  assert.equal(placeInWords(Float32Array.of(1, 1), 1, 1), "middle");
});

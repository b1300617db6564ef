import assert from "node:assert/strict";
import { createGenerator } from "../../../data/random.ts";
import { nearestTo, placeAmong } from "./neighbours.ts";

const count = 500, dimensions = 7;
const features = new Float32Array(count * dimensions);
createGenerator(3).fillUniform(features);
for (let i = 0; i < 5; i++) features.copyWithin((100 + i) * dimensions, 0, dimensions);
const row = (point: number) => features.subarray(point * dimensions, (point + 1) * dimensions);

Deno.test("nearestTo() finds what sorting all distances finds, ties by index", () => {
  for (const point of [0, 3, 102, 499]) {
    const sorted = Array.from({ length: count }, (_, other) => ({
      point: other,
      square: row(other).reduce((sum, value, d) => sum + (value - row(point)[d]!) ** 2, 0),
    })).filter((other) => other.point !== point)
      .sort((a, b) => a.square - b.square || a.point - b.point);
    assert.deepEqual(
      nearestTo(features, row(point), 12, point).map((each) => each.point),
      sorted.slice(0, 12).map((each) => each.point),
    );
  }
});

Deno.test("nearestTo() returns equal points first, at distance 0", () => {
  const found = nearestTo(features, row(0), 6);
  assert.deepEqual(found.map(({ point }) => point), [0, 100, 101, 102, 103, 104]);
  assert(found.every(({ distance }) => distance === 0));
});

Deno.test("nearestTo() returns all points where there are fewer than k, and accepts bytes", () => {
  const bytes = Uint8Array.of(0, 0, 200, 0, 3, 4);
  assert.deepEqual(nearestTo(bytes, Uint8Array.of(0, 0), 10), [
    { point: 0, distance: 0 },
    { point: 2, distance: 5 },
    { point: 1, distance: 200 },
  ]);
});

Deno.test("placeAmong() weights neighbours by distance; an equal one wins", () => {
  const positions = Float32Array.of(0, 0, 10, 0, 0, 10);
  const at = (...distances: number[]) =>
    placeAmong(distances.map((distance, point) => ({ point, distance })), positions);
  assert.deepEqual(at(1, 1), [5, 0]);
  assert.deepEqual(at(1, 2), [2, 0]);
  assert.deepEqual(at(0, 1, 1), [0, 0]);
  assert.deepEqual(at(0, 0, 1), [5, 0]);
});

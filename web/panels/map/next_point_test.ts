import assert from "node:assert/strict";
import { nextPoint } from "./next_point.ts";
import { createPointGrid } from "./point_grid.ts";

/** A point in the middle, one on each side, and one further to the right. */
const positions = Float32Array.of(0, 0, 0.5, 0.1, -0.5, 0, 0.1, 0.4, 0, -0.6, 0.9, 0);
const grid = createPointGrid(positions);
const go = (right: number, down: number, allowed = (_: number) => true) =>
  nextPoint(0, { grid, positions, direction: [right, down], allowed });

Deno.test("nextPoint() finds the nearest point in the direction", () => {
  assert.equal(go(1, 0), 1);
  assert.equal(go(-1, 0), 2);
  assert.equal(go(0, -1), 3); // up the screen is up the map
  assert.equal(go(0, 1), 4);
});

Deno.test("nextPoint() skips points that are not allowed, and may find none", () => {
  assert.equal(go(1, 0, (point) => point !== 1), 5);
  assert.equal(go(1, 0, (point) => point < 1), undefined);
  assert.equal(go(1, 0, (point) => point === 0), undefined); // never the point itself
});

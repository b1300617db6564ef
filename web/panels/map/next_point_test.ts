import assert from "node:assert/strict";
import { nextPoint } from "./next_point.ts";
import { createPointGrid } from "./point_grid.ts";

/** The middle, one point to each side, and one farther to the right. */
const positions = Float32Array.of(0, 0, 0.5, 0.1, -0.5, 0, 0.1, 0.4, 0, -0.6, 0.9, 0);
const grid = createPointGrid(positions);
const go = (right: number, down: number, allowed = (_: number) => true) =>
  nextPoint(0, { grid, positions, direction: [right, down], allowed });

Deno.test("an arrow leads to the nearest point in its quarter", () => {
  assert.equal(go(1, 0), 1);
  assert.equal(go(-1, 0), 2);
  assert.equal(go(0, -1), 3); // up the screen is up the map
  assert.equal(go(0, 1), 4);
});

Deno.test("a point that is not shown is passed over, and where there is none the arrow leads nowhere", () => {
  assert.equal(go(1, 0, (point) => point !== 1), 5);
  assert.equal(go(1, 0, (point) => point < 1), undefined);
  assert.equal(go(1, 0, (point) => point === 0), undefined); // never the point itself
});

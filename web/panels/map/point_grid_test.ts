import assert from "node:assert/strict";
import { createGenerator } from "../../../data/random.ts";
import { createPointGrid } from "./point_grid.ts";

const generator = createGenerator(7);
const positions = new Float32Array(2 * 3000);
generator.fillUniform(positions);
// A dense cluster, and copies of one point, as real maps have.
for (let i = 0; i < 1000; i++) positions[i] = 0.5 + positions[i]! / 50;
for (let i = 1000; i < 1010; i++) positions[i] = 0.25;
const grid = createPointGrid(positions);

function plainNearest(x: number, y: number, within: number, allowed = (_: number) => true) {
  let best = -1, square = within * within;
  for (let i = 0; i < positions.length / 2; i++) {
    const distance = (positions[2 * i]! - x) ** 2 + (positions[2 * i + 1]! - y) ** 2;
    if (allowed(i) && (best < 0 ? distance <= square : distance < square)) {
      best = i, square = distance;
    }
  }
  return best;
}

Deno.test("nearest() finds the point that a search of all points finds", () => {
  for (let i = 0; i < 400; i++) {
    const x = 1.4 * generator.uniform() - 0.2, y = 1.4 * generator.uniform() - 0.2;
    const within = 0.2 * generator.uniform();
    assert.equal(grid.nearest(x, y, within), plainNearest(x, y, within));
    const even = (point: number) => point % 2 === 0;
    assert.equal(grid.nearest(x, y, within, even), plainNearest(x, y, within, even));
  }
});

Deno.test("nearest() finds the first of points at the same position", () => {
  assert.equal(grid.nearest(0.25, 0.25, 0.1), 500);
  assert.equal(grid.nearest(0.25, 0.25, 0), 500);
});

Deno.test("nearest() returns -1 where no point is near, and on an empty map", () => {
  assert.equal(grid.nearest(5, 5, 1), -1);
  assert.equal(createPointGrid(new Float32Array(0)).nearest(0, 0, 10), -1);
  assert.equal(createPointGrid(Float32Array.of(1, 1, 1, 1)).nearest(1, 1, 0.5), 0);
});

Deno.test("within() finds all points of a rectangle, each once", () => {
  const found = grid.within(0.2, 0.3, 0.6, 0.7);
  assert.equal(new Set(found).size, found.length);
  for (let i = 0; i < positions.length / 2; i++) {
    const x = positions[2 * i]!, y = positions[2 * i + 1]!;
    if (x >= 0.2 && x <= 0.6 && y >= 0.3 && y <= 0.7) assert(found.includes(i));
  }
  assert(found.length < 2000);
});

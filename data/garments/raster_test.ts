import assert from "node:assert/strict";
import { createRaster, type Outline } from "./raster.ts";

function draw(outline: Outline) {
  const raster = createRaster();
  raster.texture.fill(1);
  raster.fill(outline, 1);
  return raster;
}

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

Deno.test("fill() covers each pixel by the share that lies inside", () => {
  const { levels } = draw([[1.25, 2], [3.5, 2], [3.5, 3], [1.25, 3]]);
  assert.deepEqual([...levels.subarray(56, 61)], [0, 0.75, 1, 0.5, 0]);
  assert.equal(sum(levels), 2.25);
});

Deno.test("fill() covers the area of a slanted outline", () => {
  const { levels } = draw([[4, 4], [20, 9], [11, 23]]);
  // Half of the cross product of two sides.
  const area = Math.abs((20 - 4) * (23 - 4) - (11 - 4) * (9 - 4)) / 2;
  assert.ok(Math.abs(sum(levels) - area) < 0.5, `${sum(levels)} instead of ${area}`);
});

Deno.test("fill() cuts an outline off at the edges of the image", () => {
  const { levels } = draw([[-50, -50], [90, -50], [90, 90], [-50, 90]]);
  assert.ok(levels.every((level) => level === 1));
});

Deno.test("fill() does not depend on the direction of the outline", () => {
  const outline = [[3, 3], [17, 5], [12, 22], [6, 18]] as const;
  assert.deepEqual(draw(outline).levels, draw(outline.toReversed()).levels);
});

Deno.test("fill() multiplies the tone by the texture and covers what was there", () => {
  const raster = draw([[0, 0], [4, 0], [4, 1], [0, 1]]);
  raster.texture.fill(0.5);
  raster.fill([[0, 0], [2, 0], [2, 1], [0, 1]], 0.5);
  assert.deepEqual([...raster.levels.subarray(0, 4)], [0.25, 0.25, 1, 1]);
});

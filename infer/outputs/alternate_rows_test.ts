import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { alternateRows } from "./alternate_rows.ts";

/** The first and the last pixel of each image of a grid, which are equal. */
function levelsOf(count: number, columns?: number): number[] {
  const upper = new Uint8Array(count * IMAGE_PIXELS), lower = new Float32Array(upper.length);
  for (let i = 0; i < count; i++) {
    upper.fill(i + 1, i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS);
    lower.fill((i + 101) / 255, i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS);
  }
  const grid = alternateRows(upper, lower, columns);
  return Array.from({ length: grid.length / IMAGE_PIXELS }, (_, i) => {
    const first = grid[i * IMAGE_PIXELS]!;
    assert.equal(grid[(i + 1) * IMAGE_PIXELS - 1], first);
    return Math.round(255 * first);
  });
}

Deno.test("alternateRows() puts each row of the second set below its row of the first", () => {
  assert.deepEqual(levelsOf(4, 2), [1, 2, 101, 102, 3, 4, 103, 104]);
});

Deno.test("alternateRows() fills the last rows up, and makes no row wider than the images", () => {
  assert.deepEqual(levelsOf(3, 2), [1, 2, 101, 102, 3, 0, 103, 0]);
  assert.deepEqual(levelsOf(2, 5), [1, 2, 101, 102]);
  assert.equal(levelsOf(11).length, 2 * 2 * 10);
});

import assert from "node:assert/strict";
import { colourGrid } from "./colour_grid.ts";

/** A grey picture of 8 x 4 pixels whose levels count up. */
const counting = {
  width: 8,
  height: 4,
  channels: 1,
  data: Uint8Array.from({ length: 32 }, (_, i) => i),
};
const whole = { left: 0, top: 0, width: 8, height: 4 };

Deno.test("colourGrid() averages the pixels of each cell", () => {
  const { width, height, colours } = colourGrid(counting, whole, 4);
  assert.deepEqual([width, height], [4, 2]);
  // Pixels 0, 1, 8 and 9; then 2, 3, 10 and 11.
  assert.deepEqual([...colours.subarray(0, 6)], [4.5, 4.5, 4.5, 6.5, 6.5, 6.5]);
});

Deno.test("colourGrid() takes a part of the picture, and does not enlarge a small one", () => {
  const { width, height, colours } = colourGrid(
    counting,
    { left: 6, top: 3, width: 2, height: 1 },
    100,
  );
  assert.deepEqual([width, height], [2, 1]);
  assert.deepEqual([...colours], [30, 30, 30, 31, 31, 31]);
});

Deno.test("colourGrid() keeps colours apart and takes transparency for white paper", () => {
  const pixels = {
    width: 2,
    height: 1,
    channels: 4,
    data: Uint8Array.of(9, 8, 7, 255, 9, 8, 7, 0),
  };
  const { colours } = colourGrid(pixels, { left: 0, top: 0, width: 2, height: 1 }, 2);
  assert.deepEqual([...colours], [9, 8, 7, 255, 255, 255]);
});

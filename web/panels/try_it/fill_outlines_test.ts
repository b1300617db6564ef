import assert from "node:assert/strict";
import { fillOutlines } from "./fill_outlines.ts";

/** Makes the pixels of a drawing: `#` is a line, `+` a faint line. */
function pixelsOf(...rows: string[]): Uint8ClampedArray {
  const levels: Record<string, number> = { "#": 255, "+": 63, ".": 0 };
  return Uint8ClampedArray.from(
    [...rows.join("")].flatMap((letter) => [...Array(3).fill(levels[letter]), 255]),
  );
}
/** The text of a drawing; `o` is filled. */
const textOf = (pixels: Uint8ClampedArray, side: number) =>
  Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (_, x) => {
      const level = pixels[4 * (y * side + x)]!;
      return level === 255 ? "#" : level === 190 ? "o" : level === 63 ? "+" : ".";
    }).join(""));

Deno.test("fillOutlines() fills an enclosed area and keeps the line", () => {
  const pixels = pixelsOf(".....", ".###.", ".#.#.", ".###.", ".....");
  fillOutlines(pixels, 5, 190);
  assert.deepEqual(textOf(pixels, 5), [".....", ".###.", ".#o#.", ".###.", "....."]);
  assert.deepEqual([...pixels.subarray(4 * 12, 4 * 13)], [190, 190, 190, 255]);
});

Deno.test("an outline with a gap, or a faint one, encloses nothing", () => {
  const open = [".....", ".###.", ".#.#.", ".#.#.", "....."];
  const faint = [".....", ".+++.", ".+.+.", ".+++.", "....."];
  for (const rows of [open, faint]) {
    const pixels = pixelsOf(...rows);
    fillOutlines(pixels, 5, 190);
    assert.deepEqual(textOf(pixels, 5), rows);
  }
});

Deno.test("the border is not a line, and a diagonal line has no gap", () => {
  const border = ["#####", "#....", "#....", "#....", "#...."];
  const pixels = pixelsOf(...border);
  fillOutlines(pixels, 5, 190);
  assert.deepEqual(textOf(pixels, 5), border);
  const diamond = pixelsOf("..#..", ".#.#.", "#...#", ".#.#.", "..#..");
  fillOutlines(diamond, 5, 190);
  assert.deepEqual(textOf(diamond, 5), ["..#..", ".#o#.", "#ooo#", ".#o#.", "..#.."]);
});

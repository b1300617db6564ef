import assert from "node:assert/strict";
import { closeGaps, type Mask, wholePieces } from "./mask.ts";

/** A mask of a drawing: `#` is set. */
function mask(...rows: string[]): Mask {
  const cells = Uint8Array.from([...rows.join("")], (letter) => letter === "#" ? 1 : 0);
  return { width: rows[0]!.length, height: rows.length, cells };
}

const evenly = ({ cells }: Mask) => new Float32Array(cells.length).fill(1);

Deno.test("wholePieces() fills holes, keeps the large pieces and drops specks", () => {
  const found = mask(
    "####....#",
    "#..#.....",
    "####.##..",
  );
  // The ring has 10 cells, and 12 % of it are more than one.
  const kept = mask(
    "####.....",
    "####.....",
    "####.##..",
  );
  assert.deepEqual(wholePieces(found, evenly(found)), kept);
});

Deno.test("wholePieces() takes a piece in the middle for larger than one at the border", () => {
  const found = mask("###.#");
  const kept = wholePieces(found, Float32Array.of(0.01, 0.01, 0.01, 1, 1));
  assert.deepEqual(kept, mask("....#"));
});

Deno.test("wholePieces() leaves a bay that is open to the border as it is", () => {
  const found = mask(
    "###",
    "#.#",
    "#.#",
  );
  assert.deepEqual(wholePieces(found, evenly(found)), found);
});

Deno.test("wholePieces() of nothing is nothing", () => {
  assert.deepEqual(wholePieces(mask("..", ".."), new Float32Array(4)), mask("..", ".."));
});

Deno.test("closeGaps() closes what is narrow, and keeps the outline", () => {
  const striped = mask(
    ".........",
    "..##.##..",
    "..##.##..",
    "..##.##..",
    ".........",
  );
  const closed = closeGaps(striped, 1);
  assert.equal(closed.cells[2 * 9 + 4], 1);
  assert.deepEqual([...closed.cells.subarray(0, 9)], [...striped.cells.subarray(0, 9)]);
  assert.equal(closed.cells[2 * 9 + 1], 0);
});

import assert from "node:assert/strict";
import { closeMask, keepComponents, type Mask } from "./mask.ts";

/** A mask of a drawing: `#` is set. */
function mask(...rows: string[]): Mask {
  const cells = Uint8Array.from([...rows.join("")], (letter) => letter === "#" ? 1 : 0);
  return { width: rows[0]!.length, height: rows.length, cells };
}

const evenly = ({ cells }: Mask) => new Float32Array(cells.length).fill(1);

Deno.test("keepComponents() keeps large components, fills their holes and drops small ones", () => {
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
  assert.deepEqual(keepComponents(found, evenly(found)), kept);
});

Deno.test("keepComponents() measures components by the weights of their cells", () => {
  const found = mask("###.#");
  const kept = keepComponents(found, Float32Array.of(0.01, 0.01, 0.01, 1, 1));
  assert.deepEqual(kept, mask("....#"));
});

Deno.test("keepComponents() does not fill a gap that is open to the border", () => {
  const found = mask(
    "###",
    "#.#",
    "#.#",
  );
  assert.deepEqual(keepComponents(found, evenly(found)), found);
});

Deno.test("keepComponents() of an empty mask is empty", () => {
  assert.deepEqual(keepComponents(mask("..", ".."), new Float32Array(4)), mask("..", ".."));
});

Deno.test("closeMask() fills narrow gaps and keeps the outline", () => {
  const striped = mask(
    ".........",
    "..##.##..",
    "..##.##..",
    "..##.##..",
    ".........",
  );
  const closed = closeMask(striped, 1);
  assert.equal(closed.cells[2 * 9 + 4], 1);
  assert.deepEqual([...closed.cells.subarray(0, 9)], [...striped.cells.subarray(0, 9)]);
  assert.equal(closed.cells[2 * 9 + 1], 0);
});

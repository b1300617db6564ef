import assert from "node:assert/strict";
import { createGenerator } from "../../../data/random.ts";
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

/** The closing by definition: a cell stays free if a disk over it touches no set cell. */
function closedByDefinition({ width, height, cells }: Mask, radius: number): Mask {
  const disk: (readonly [number, number])[] = [];
  for (let y = -radius; y <= radius; y++) {
    for (let x = -radius; x <= radius; x++) {
      if (x * x + y * y <= radius * radius + 1) disk.push([x, y]);
    }
  }
  const isSet = (x: number, y: number) =>
    x >= 0 && x < width && y >= 0 && y < height && cells[y * width + x] === 1;
  const isFree = (x: number, y: number) => disk.every(([u, v]) => !isSet(x + u, y + v));
  const closed = cells.map((_, i) => {
    const x = i % width, y = Math.floor(i / width);
    return disk.some(([u, v]) => isFree(x + u, y + v)) ? 0 : 1;
  });
  return { width, height, cells: closed };
}

Deno.test("closeMask() is a closing by a disk of each radius, at the border too", () => {
  const generator = createGenerator(1);
  for (const radius of [1, 2, 3, 4]) {
    for (const density of [0.1, 0.3]) {
      const cells = Uint8Array.from(
        { length: 17 * 13 },
        () => Number(generator.uniform() < density),
      );
      const noise = { width: 17, height: 13, cells };
      assert.deepEqual(closeMask(noise, radius), closedByDefinition(noise, radius), `${radius}`);
    }
  }
});

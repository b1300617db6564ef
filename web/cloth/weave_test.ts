import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { layOutImages, REPEAT, weaveRow, weftIsAbove } from "./weave.ts";

Deno.test("a lighter level puts the weft on top more often, and each thread stays bound", () => {
  let before = 0;
  for (const level of [0, 50, 100, 150, 200, 255]) {
    for (let row = 0; row < 8; row++) {
      const above = Array.from({ length: 8 }, (_, column) => weftIsAbove(level, column, row))
        .filter(Boolean).length;
      assert.ok(above >= 1 && above <= 7, `${level}: ${above}`);
      assert.ok(above >= before);
      if (row === 7) before = above;
    }
  }
  assert.equal(before, 7);
});

Deno.test("in neighbouring rows the binding points are three threads apart", () => {
  const bound = (row: number) =>
    [...Array(8).keys()].find((column) => weftIsAbove(0, column, row))!;
  for (let row = 0; row < 8; row++) {
    assert.equal((bound(row) - bound(row + 1) + 8) % 8, 3);
  }
});

Deno.test("layOutImages() repeats the images, shifts each row, and leaves gaps", () => {
  const images = new Uint8Array(10 * IMAGE_PIXELS);
  for (let i = 0; i < 10; i++) images.fill(20 * (i + 1), IMAGE_PIXELS * i, IMAGE_PIXELS * (i + 1));
  const { levels, width, height } = layOutImages(images, 4, 2);
  assert.deepEqual([width, height], [4 * REPEAT, 2 * REPEAT]);
  const gap = REPEAT - 56;
  const middle = (column: number, row: number) =>
    levels[(row * REPEAT + gap + 28) * width + column * REPEAT + gap + 28];
  assert.deepEqual([0, 1, 2, 3].map((column) => middle(column, 0)), [20, 40, 60, 80]);
  // The second row starts with the fourth image.
  assert.deepEqual([0, 1].map((column) => middle(column, 1)), [80, 100]);
  assert.equal(levels[0], 0);
  assert.equal(levels[gap * width + gap - 1], 0);
});

Deno.test("layOutImages() interpolates between two pixels", () => {
  const image = new Uint8Array(IMAGE_PIXELS);
  for (let i = 0; i < IMAGE_PIXELS; i++) image[i] = i % 28 < 14 ? 0 : 200;
  const { levels, width } = layOutImages(image, 1, 1);
  const row = levels.subarray((REPEAT - 20) * width, (REPEAT - 19) * width);
  const between = [...row].filter((level) => level > 0 && level < 200);
  assert.deepEqual(between, [50, 150]);
});

Deno.test("weaveRow() fills its row with opaque pixels of one of the two threads", () => {
  const picture = {
    levels: Uint8Array.from([0, 255, 255, 0, 0, 255, 0, 255]),
    width: 8,
    height: 1,
  };
  const thread = 3;
  const pixels = new Uint8ClampedArray(4 * thread * thread * 8);
  weaveRow(pixels, picture, 0, { warp: [0, 0, 90], weft: [240, 0, 0], thread });
  for (let i = 0; i < pixels.length; i += 4) {
    assert.equal(pixels[i + 3], 255);
    assert.ok((pixels[i]! > 0) !== (pixels[i + 2]! > 0), "a crossing shows one thread");
  }
  const shows = Array.from({ length: 8 }, (_, column) => pixels[4 * (3 * column)]! > 0);
  assert.deepEqual(
    shows,
    Array.from({ length: 8 }, (_, column) => weftIsAbove(picture.levels[column]!, column, 0)),
  );
});

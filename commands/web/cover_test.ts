import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { COVER_COUNT, coverOf } from "./cover.ts";

Deno.test("coverOf() takes one image of each class in every ten, the most textured first", () => {
  const labels = Uint8Array.from({ length: 60 }, (_, i) => i % 10);
  const images = new Uint8Array(60 * IMAGE_PIXELS);
  // A later image has a larger pattern.
  labels.forEach((_, i) => {
    for (let p = 0; p < 10 * (i + 1); p++) images[IMAGE_PIXELS * i + p] = p % 2 ? 220 : 60;
  });
  const cover = coverOf(images, labels);
  assert.equal(cover.length, COVER_COUNT);
  for (let row = 0; row < 4; row++) {
    const classes = cover.slice(10 * row, 10 * row + 10).map((i) => labels[i]!);
    assert.deepEqual(classes.toSorted((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
  const bags = cover.filter((i) => labels[i] === 8);
  assert.deepEqual(bags, [58, 48, 38, 28]);
});

Deno.test("coverOf() chooses from the first 1000 images", () => {
  const images = new Uint8Array(1001 * IMAGE_PIXELS);
  // Of the images of class 8, the last two have a pattern.
  for (const i of [999, 1000]) images.set([60, 220, 60, 220], i * IMAGE_PIXELS);
  const cover = coverOf(images, new Uint8Array(1001).fill(8));
  assert.deepEqual(cover.filter((i) => i > 900), [999]);
});

Deno.test("coverOf() repeats images where there are too few", () => {
  const cover = coverOf(new Uint8Array(3 * IMAGE_PIXELS).fill(90), Uint8Array.of(0, 1, 2));
  assert.equal(cover.length, COVER_COUNT);
  assert.ok(cover.every((i) => i >= 0 && i < 3));
});

import assert from "node:assert/strict";
import type { Pixels } from "./pixels.ts";
import { prepareImage } from "./prepare_image.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** A picture with a level for each pixel. */
function picture(width: number, height: number, level: (x: number, y: number) => number): Pixels {
  const data = Uint8Array.from(
    { length: width * height },
    (_, i) => level(i % width, Math.floor(i / width)),
  );
  return { width, height, channels: 1, data };
}

/** The rectangle of `image` [28,28] that is not black: left, top, right, bottom, inclusive. */
function bounds(image: Uint8Array): number[] {
  const on = Array.from(image.keys()).filter((i) => image[i]! > 0);
  const xs = on.map((i) => i % 28), ys = on.map((i) => Math.floor(i / 28));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Deterministic levels with a dark border. */
const garment = picture(28, 28, (x, y) => x > 3 && x < 24 && y > 1 ? (x * 37 + y * 91) % 256 : 0);

Deno.test("prepareImage() leaves a 28x28 grey picture with a dark border as it is", () => {
  assert.deepEqual(prepareImage(garment), garment.data);
});

Deno.test("prepareImage() keeps grey exact through RGB and opaque alpha", () => {
  const { width, height, data } = garment;
  const rgba = Uint8Array.from(
    { length: IMAGE_PIXELS * 4 },
    (_, i) => i % 4 === 3 ? 255 : data[i >> 2]!,
  );
  assert.deepEqual(prepareImage({ width, height, channels: 4, data: rgba }), data);
  const rgb = rgba.filter((_, i) => i % 4 !== 3);
  assert.deepEqual(prepareImage({ width, height, channels: 3, data: rgb }), data);
});

Deno.test("prepareImage() inverts a picture with a light border", () => {
  const { width, height, channels, data } = garment;
  const negative = data.map((level) => 255 - level);
  assert.deepEqual(prepareImage({ width, height, channels, data: negative }), data);
});

Deno.test("prepareImage() takes the median of the border for the background", () => {
  // Two fifths of the border are black, the rest is grey, and the garment is white.
  const level = (x: number, y: number) =>
    x > 7 && x < 12 && y > 5 && y < 14 ? 255 : y < 6 ? 0 : 100;
  assert.deepEqual(bounds(prepareImage(picture(20, 20, level))), [7, 0, 20, 27]);
});

Deno.test("prepareImage() takes transparency for white paper", () => {
  const data = new Uint8Array(28 * 28 * 2); // black everywhere, opaque in the middle only
  for (let y = 7; y < 21; y++) for (let x = 7; x < 21; x++) data[(y * 28 + x) * 2 + 1] = 255;
  const image = prepareImage({ width: 28, height: 28, channels: 2, data });
  assert.deepEqual(bounds(image), [7, 7, 20, 20]);
  assert.equal(image[14 * 28 + 14], 255);
});

Deno.test("prepareImage() weighs colours by luma", () => {
  const red = picture(28, 28, () => 0);
  const data = new Uint8Array(IMAGE_PIXELS * 3);
  data.set([255, 0, 0], 400 * 3);
  data.set([0, 255, 0], 401 * 3);
  data.set([0, 0, 255], 402 * 3);
  const image = prepareImage({ ...red, channels: 3, data });
  assert.deepEqual([...image.subarray(400, 403)], [76, 150, 29]);
});

Deno.test("prepareImage() cuts to the content, keeps its shape and centres it", () => {
  const inBox = (x: number, y: number) => x >= 10 && x < 110 && y >= 150 && y < 200;
  const wide = prepareImage(picture(300, 200, (x, y) => inBox(x, y) ? 200 : 0));
  assert.deepEqual(bounds(wide), [0, 7, 27, 20]); // 100 x 50 becomes 28 x 14
  assert.ok(wide.every((level) => level === 0 || level === 200));
  const tall = prepareImage(picture(200, 300, (x, y) => inBox(y, x) ? 200 : 0));
  assert.deepEqual(bounds(tall), [7, 0, 20, 27]);
});

Deno.test("prepareImage() puts the odd pixel left and above, as Fashion-MNIST does", () => {
  const bar = picture(100, 100, (x, y) => x >= 40 && x < 40 + 54 && y < 56 && y > -1 ? 255 : 0);
  assert.deepEqual(bounds(prepareImage(bar)), [1, 0, 27, 27]); // 54 x 56 becomes 27 x 28
});

Deno.test("prepareImage() averages areas, also where pixels are split", () => {
  const checks = prepareImage(picture(60, 60, (x, y) => {
    const frame = x === 0 || y === 0 || x === 59 || y === 59;
    return frame ? 0 : (x + y) % 2 ? 255 : 0;
  }));
  // 58 pixels on 28: each output covers 2.07 x 2.07 checks, close to half white.
  const inner = checks.filter((_, i) => i % 28 > 0 && i % 28 < 27 && i > 28 && i < 27 * 28);
  assert.ok(inner.every((level) => Math.abs(level - 127.5) < 12));
  const mean = checks.reduce((sum, level) => sum + level, 0) / IMAGE_PIXELS;
  assert.ok(Math.abs(mean - 127.5) < 1, `${mean}`);
});

Deno.test("prepareImage() enlarges small pictures", () => {
  const image = prepareImage(
    picture(4, 4, (x, y) => x >= 1 && x <= 2 && y >= 1 && y <= 2 ? 255 : 0),
  );
  assert.ok(image.every((level) => level === 255)); // the 2 x 2 content fills the image
});

Deno.test("prepareImage() takes grey paper as black, and ignores faint noise on it", () => {
  const image = prepareImage(
    picture(100, 100, (x, y) => x >= 20 && x < 80 && y >= 20 && y < 80 ? 20 : 230 + (x * y) % 7),
  );
  assert.deepEqual(bounds(image), [0, 0, 27, 27]);
  assert.ok(image.every((level) => level > 225));
});

Deno.test("prepareImage() survives blank and one-pixel pictures", () => {
  assert.ok(prepareImage(picture(50, 20, () => 255)).every((level) => level === 0));
  assert.ok(prepareImage(picture(50, 20, () => 0)).every((level) => level === 0));
  assert.equal(prepareImage(picture(1, 1, () => 90)).length, IMAGE_PIXELS);
  assert.equal(prepareImage(picture(5000, 1, (x) => x === 2500 ? 255 : 0)).length, IMAGE_PIXELS);
});

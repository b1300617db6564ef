import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { pcaError } from "./pca_error.ts";

/** Images whose pixel 0 and pixel 1 have these levels; the others are black. */
function images(...levels: [number, number][]) {
  const bytes = new Uint8Array(levels.length * IMAGE_PIXELS);
  levels.forEach((pair, i) => bytes.set(pair, i * IMAGE_PIXELS));
  return { images: bytes, labels: new Uint8Array(levels.length), count: levels.length };
}

Deno.test("pcaError() is what the components of the training images leave out", () => {
  // The component is pixel 0, and the mean of pixel 1 is 51: a fifth of the brightest level.
  const train = images([0, 51], [255, 51], [102, 51]);
  const test = images([204, 102], [10, 51]).images;
  const { components, mse } = pcaError(train, test, 1);
  assert.equal(components, 1);
  assert.ok(Math.abs(mse - 0.2 ** 2 / IMAGE_PIXELS / 2) < 1e-9, `${mse}`);
});

Deno.test("pcaError() takes no more components than there are training images", () => {
  const train = images([0, 0], [255, 0], [0, 255]);
  assert.equal(pcaError(train, train.images, 16).components, 3);
});

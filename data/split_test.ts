import assert from "node:assert/strict";
import { splitValidation, take } from "./split.ts";
import { IMAGE_PIXELS } from "./image.ts";

const five = {
  images: Uint8Array.from({ length: 5 * IMAGE_PIXELS }, (_, i) => Math.floor(i / IMAGE_PIXELS)),
  labels: Uint8Array.of(0, 1, 2, 3, 4),
  count: 5,
};

Deno.test("splitValidation() sets the last images aside, as views", () => {
  const { train, validation } = splitValidation(five, 2);
  assert.deepEqual([train.count, validation.count], [3, 2]);
  assert.deepEqual([...validation.labels], [3, 4]);
  assert.equal(validation.images[0], 3);
  assert.equal(train.images.length, 3 * IMAGE_PIXELS);
  assert.equal(validation.images.buffer, five.images.buffer);
  assert.equal(validation.images.length, 2 * IMAGE_PIXELS);
});

Deno.test("splitValidation() of no images leaves all to train on", () => {
  const { train, validation } = splitValidation(five, 0);
  assert.deepEqual([train.count, validation.count, validation.images.length], [5, 0, 0]);
});

Deno.test("splitValidation() refuses to leave nothing to train on", () => {
  for (const count of [5, 6, -1, 1.5, NaN]) {
    assert.throws(() => splitValidation(five, count), { name: "WeftError", code: "usage" });
  }
});

Deno.test("take() gives the first images, all of them when there are fewer", () => {
  assert.deepEqual([...take(five, 2).labels], [0, 1]);
  assert.equal(take(five, 2).images.length, 2 * IMAGE_PIXELS);
  assert.equal(take(five, 9).count, 5);
  assert.equal(take(five, 1).count, 1);
});

Deno.test("take() refuses a count that is not positive", () => {
  for (const count of [0, -1, 0.5]) {
    assert.throws(() => take(five, count), { name: "WeftError", code: "usage" });
  }
});

import assert from "node:assert/strict";
import { augment, type Augmentation } from "./augment.ts";
import type { LabelledImages } from "./dataset.ts";
import { createGenerator, type Generator } from "./random.ts";
import { IMAGE_PIXELS } from "./image.ts";

/** Every pixel differs from its neighbours and none is 0. */
function pictures(count: number): LabelledImages {
  const images = Uint8Array.from({ length: count * IMAGE_PIXELS }, (_, i) => 1 + (i * 37) % 251);
  return { images, labels: Uint8Array.from({ length: count }, (_, i) => i), count };
}

function run(source: LabelledImages, indices: number[], how: Augmentation, generator: Generator) {
  const images = new Uint8Array(indices.length * IMAGE_PIXELS).fill(77);
  const labels = new Uint8Array(indices.length);
  augment(source, Uint32Array.from(indices), how, generator, images, labels);
  return { images, labels };
}

/** The plain definition: pixel (row, column) comes from the mirrored, moved position or is 0. */
function moved(image: Uint8Array, flip: boolean, down: number, right: number): Uint8Array {
  return Uint8Array.from({ length: IMAGE_PIXELS }, (_, i) => {
    const row = Math.floor(i / 28) - down, column = i % 28 - right;
    if (row < 0 || row > 27 || column < 0 || column > 27) return 0;
    return image[row * 28 + (flip ? 27 - column : column)]!;
  });
}

Deno.test("augment() without flip and shift gathers and draws nothing", () => {
  const source = pictures(4), generator = createGenerator(1);
  const before = generator.state();
  const { images, labels } = run(source, [2, 0, 2], { flip: false, shift: 0 }, generator);
  assert.deepEqual([...labels], [2, 0, 2]);
  assert.deepEqual(images.subarray(IMAGE_PIXELS, 1568), source.images.subarray(0, IMAGE_PIXELS));
  assert.deepEqual(images.subarray(0, IMAGE_PIXELS), source.images.subarray(1568, 2352));
  assert.deepEqual(generator.state(), before);
});

Deno.test("augment() reaches every flip and offset equally often, and nothing else", () => {
  const source = pictures(1), size = 4500;
  const { images } = run(source, Array(size).fill(0), { flip: true, shift: 1 }, createGenerator(5));
  const variants = new Map<string, number>();
  for (const flip of [false, true]) {
    for (const down of [-1, 0, 1]) {
      for (const right of [-1, 0, 1]) {
        variants.set(moved(source.images, flip, down, right).join(), 0);
      }
    }
  }
  assert.equal(variants.size, 18);
  for (let n = 0; n < size; n++) {
    const key = images.subarray(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS).join();
    const count = variants.get(key);
    assert.notEqual(count, undefined, "an image that is no flip and shift of the source");
    variants.set(key, count! + 1);
  }
  for (const count of variants.values()) assert.ok(Math.abs(count - 250) < 75, `${count} of 250`);
});

Deno.test("augment() shifts by up to the given number of pixels and fills with black", () => {
  const source = pictures(1);
  const { images } = run(source, Array(400).fill(0), { flip: false, shift: 3 }, createGenerator(2));
  const variants = new Set<string>();
  for (let down = -3; down <= 3; down++) {
    for (let right = -3; right <= 3; right++) {
      variants.add(moved(source.images, false, down, right).join());
    }
  }
  const found = new Set<string>();
  for (let n = 0; n < 400; n++) {
    found.add(images.subarray(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS).join());
  }
  assert.ok(found.isSubsetOf(variants));
  assert.ok(found.size > 45, `${found.size} of 49 offsets`);
});

Deno.test("augment() takes one draw per image, so the state depends on their number alone", () => {
  for (
    const how of [{ flip: true, shift: 0 }, { flip: false, shift: 2 }, { flip: true, shift: 1 }]
  ) {
    const generator = createGenerator(8), counted = createGenerator(8);
    run(pictures(3), [0, 1, 2, 1, 0], how, generator);
    for (let n = 0; n < 5; n++) counted.uint32();
    assert.deepEqual(generator.state(), counted.state());
  }
});

Deno.test("augment() in two calls gives the same bytes as in one", () => {
  const source = pictures(6), how = { flip: true, shift: 2 };
  const whole = run(source, [0, 1, 2, 3, 4, 5], how, createGenerator(4));
  const generator = createGenerator(4);
  const first = run(source, [0, 1, 2], how, generator);
  const second = run(source, [3, 4, 5], how, generator);
  assert.deepEqual([...first.images, ...second.images], [...whole.images]);
});

Deno.test("augment() does not change the source and the rest of a larger buffer", () => {
  const source = pictures(2), copy = source.images.slice();
  const images = new Uint8Array(3 * IMAGE_PIXELS).fill(77), labels = new Uint8Array(3).fill(77);
  const how = { flip: true, shift: 2 };
  augment(source, Uint32Array.of(1, 0), how, createGenerator(1), images, labels);
  assert.deepEqual(source.images, copy);
  assert.ok(images.subarray(2 * IMAGE_PIXELS).every((value) => value === 77));
  assert.equal(labels[2], 77);
});

Deno.test("augment() refuses a shift, an index or a buffer that does not fit", () => {
  const source = pictures(2), generator = createGenerator(1);
  const refused = { name: "WeftError", code: "usage" };
  for (const shift of [-1, 0.5, 28, NaN]) {
    assert.throws(() => run(source, [0], { flip: false, shift }, generator), refused);
  }
  assert.throws(() => run(source, [2], { flip: false, shift: 0 }, generator), refused);
  const indices = Uint32Array.of(0, 1), how = { flip: false, shift: 0 };
  const small = new Uint8Array(IMAGE_PIXELS), labels = new Uint8Array(2);
  assert.throws(() => augment(source, indices, how, generator, small, labels), {
    ...refused,
    message: "Cannot augment images: 2 images need 1568 and 2 bytes, got buffers of 784 and 2",
  });
  const [large, one] = [new Uint8Array(2 * IMAGE_PIXELS), new Uint8Array(1)];
  assert.throws(() => augment(source, indices, how, generator, large, one), refused);
  assert.doesNotThrow(() => run(source, [0], { flip: false, shift: 27 }, generator));
});

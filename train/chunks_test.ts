import assert from "node:assert/strict";
import { createGenerator } from "../data/random.ts";
import { assertSameBytes } from "../tests/same_bytes.ts";
import { createChunkMaker } from "./chunks.ts";
import { bandImages } from "./testing/sample_run.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

const BATCH = 4, STEPS = 6;
const IMAGES = bandImages(30);
const NOISE = [
  { name: "noise/a", size: 5, draw: "uniform" },
  { name: "epsilon", size: 3, draw: "normal" },
] as const;

/** The inputs of `STEPS` steps that are made in chunks of the given sizes. */
function inputsOf(...sizes: number[]): Record<string, number[]> {
  const makeChunk = createChunkMaker({
    images: IMAGES,
    batchSize: BATCH,
    augmentation: { flip: true, shift: 1 },
    noise: NOISE,
  });
  const augmentation = createGenerator(1, 1), noise = createGenerator(1, 2);
  const permutation = createGenerator(1, 0).permutation(IMAGES.count);
  const all: Record<string, number[]> = {};
  let first = 0;
  for (const size of sizes) {
    const { count, inputs } = makeChunk(
      permutation.subarray(first * BATCH, (first + size) * BATCH),
      { learningRate: Float32Array.from({ length: size }, (_, i) => first + i) },
      augmentation,
      noise,
    );
    assert.equal(count, size);
    for (const [name, values] of Object.entries(inputs)) (all[name] ??= []).push(...values);
    first += size;
  }
  assert.equal(first, STEPS);
  return all;
}

Deno.test("the inputs of a step do not depend on the grouping of steps into chunks", () => {
  const expected = inputsOf(STEPS);
  for (const sizes of [[1, 1, 1, 1, 1, 1], [2, 4], [4, 2], [1, 3, 2], [3, 1, 2]]) {
    const inputs = inputsOf(...sizes);
    assert.deepEqual(Object.keys(inputs), Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      const [actual, same] = [inputs[name]!, values].map((list) => Float64Array.from(list));
      assertSameBytes(actual!, same!, `${name} in chunks of ${sizes}`);
    }
  }
});

Deno.test("a chunk has each input's elements for all of its steps", () => {
  const inputs = inputsOf(2, 4);
  const lengths = Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, v.length]));
  assert.deepEqual(lengths, {
    image: STEPS * BATCH * IMAGE_PIXELS,
    label: STEPS * BATCH,
    learningRate: STEPS,
    "noise/a": STEPS * 5,
    epsilon: STEPS * 3,
  });
  assert.deepEqual(inputs.learningRate, [0, 1, 2, 3, 4, 5]);
});

Deno.test("a chunk has the images of its indices with their own labels", () => {
  const makeChunk = createChunkMaker({
    images: IMAGES,
    batchSize: 2,
    augmentation: { flip: false, shift: 0 },
    noise: [],
  });
  const indices = Uint32Array.of(7, 3);
  const { inputs } = makeChunk(
    indices,
    { learningRate: new Float32Array(1) },
    createGenerator(1),
    createGenerator(2),
  );
  indices.forEach((index, i) => {
    assert.equal(inputs.label![i], IMAGES.labels[index]);
    assert.deepEqual(
      inputs.image!.slice(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS),
      IMAGES.images.slice(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS),
    );
  });
});

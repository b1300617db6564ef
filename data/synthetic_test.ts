import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { synthesize } from "./synthetic.ts";
import { IMAGE_PIXELS } from "./image.ts";

const train = synthesize({ split: "train", count: 1000 });

function image(index: number, of = train): Uint8Array {
  return of.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
}

Deno.test("synthesize() gives the requested number of images and labels", () => {
  assert.deepEqual([train.count, train.images.length, train.labels.length], [1000, 784_000, 1000]);
});

Deno.test("synthesize() gives the bytes that recorded runs were trained on", () => {
  // A change here changes every number measured on the synthetic set: note it in the CHANGELOG.
  assert.equal(createHash("sha256").update(train.images).digest("hex"), RECORDED);
});

Deno.test("synthesize() gives the same first images whatever the count", () => {
  const fewer = synthesize({ split: "train", count: 37 });
  assert.deepEqual(fewer.images, train.images.subarray(0, 37 * IMAGE_PIXELS));
  assert.deepEqual(fewer.labels, train.labels.subarray(0, 37));
});

Deno.test("synthesize() draws other images for another split and another seed", () => {
  const known = new Set(Array.from({ length: 1000 }, (_, i) => image(i).join()));
  assert.equal(known.size, 1000, "two training images are equal");
  for (const options of [{ split: "test" }, { split: "train", seed: 2 }] as const) {
    const others = synthesize({ ...options, count: 200 });
    for (let i = 0; i < 200; i++) assert.ok(!known.has(image(i, others).join()));
  }
});

Deno.test("synthesize() draws every class equally often, in any order", () => {
  const counts = new Array<number>(10).fill(0);
  for (const label of train.labels) counts[label]!++;
  assert.deepEqual(counts, new Array(10).fill(100));
  assert.notDeepEqual(train.labels.subarray(0, 10), train.labels.subarray(10, 20));
});

Deno.test("synthesize() draws garments on black: neither empty nor full, corners dark", () => {
  let corners = 0;
  for (let i = 0; i < train.count; i++) {
    const lit = image(i).reduce((count, level) => count + (level > 20 ? 1 : 0), 0);
    assert.ok(lit > 30 && lit < 740, `image ${i} has ${lit} bright pixels`);
    if (image(i)[0]! > 20) corners++;
  }
  assert.ok(corners < 20, `${corners} images reach into the top left corner`);
});

Deno.test("synthesize() draws classes that nearest means tell apart in 50 to 90 % of cases", () => {
  const means = Array.from({ length: 10 }, () => new Float64Array(IMAGE_PIXELS));
  for (let i = 0; i < train.count; i++) {
    const mean = means[train.labels[i]!]!, pixels = image(i);
    for (let p = 0; p < IMAGE_PIXELS; p++) mean[p]! += pixels[p]! / 100;
  }
  const test = synthesize({ split: "test", count: 500 });
  let right = 0;
  for (let i = 0; i < test.count; i++) {
    const distances = means.map((mean) =>
      image(i, test).reduce((sum, level, p) => sum + (level - mean[p]!) ** 2, 0)
    );
    if (distances.indexOf(Math.min(...distances)) === test.labels[i]) right++;
  }
  assert.ok(right > 250 && right < 450, `${right} of 500`);
});

Deno.test("synthesize() refuses a count that is not positive", () => {
  for (const count of [0, -1, 2.5]) {
    assert.throws(() => synthesize({ split: "train", count }), {
      name: "WeftError",
      code: "usage",
    });
  }
});

const RECORDED = "787ecff7d2ea56390e571749d189da2f479e7a95a145fbf4a256a7890c6932cf";

import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { createGenerator } from "../data/random.ts";
import { synthesize } from "../data/synthetic.ts";
import { deflate } from "./deflate.ts";

/** Data of every kind that the format treats differently, by name. */
const SAMPLES: Record<string, () => Uint8Array> = {
  "nothing": () => new Uint8Array(0),
  "one byte": () => Uint8Array.of(200),
  "two bytes": () => Uint8Array.of(7, 7),
  "every literal": () => Uint8Array.from({ length: 256 }, (_, i) => i),
  "runs of every length up to 600": () =>
    Uint8Array.from(Array.from({ length: 600 }, (_, run) => new Array(run).fill(run & 255)).flat()),
  "noise": () => {
    const random = createGenerator(1);
    return Uint8Array.from({ length: 50_000 }, () => random.below(256));
  },
  "repetitions at every distance up to 33,000": () => {
    const data = new Uint8Array(500_000);
    let at = 0;
    const random = createGenerator(2);
    for (let distance = 1; at + distance + 8 < data.length; distance = Math.ceil(distance * 1.17)) {
      const start = at;
      for (let i = 0; i < distance; i++) data[at++] = random.below(256);
      data.copyWithin(at, start, start + 5);
      at += 5;
    }
    return data;
  },
  "garments": () => synthesize({ split: "test", count: 20 }).images,
};

for (const [name, make] of Object.entries(SAMPLES)) {
  Deno.test(`deflate() of ${name} is unpacked by zlib to the same bytes`, () => {
    const data = make();
    assert.deepEqual(new Uint8Array(inflateSync(deflate(data))), data);
  });
}

Deno.test("deflate() packs pictures of clothes", () => {
  const { images } = synthesize({ split: "test", count: 100 });
  const share = deflate(images).length / images.length;
  assert(share < 0.6, `${share}`);
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { decode } from "fast-png";
import { createGenerator } from "../data/random.ts";
import { synthesize } from "../data/synthetic.ts";
import { encodePng, pngPixels } from "./encode_png.ts";

const grey = Uint8Array.from({ length: 30 * 20 }, (_, i) => (i * i) >> 2 & 255);

Deno.test("encodePng() writes a file that another decoder reads, with right checksums", () => {
  for (const [width, height] of [[30, 20], [600, 1], [1, 600]] as const) {
    const image = decode(encodePng(width, height, grey), { checkCrc: true });
    assert.deepEqual([image.width, image.height, image.channels, image.depth], [
      ...[width, height, 1, 8],
    ]);
    assert.deepEqual(new Uint8Array(image.data), grey);
  }
});

Deno.test("pngPixels() writes rows that zlib decompresses, each after a filter byte", () => {
  const random = createGenerator(1);
  const noise = Uint8Array.from({ length: 200 * 300 }, () => random.below(256));
  const rows = new Uint8Array(inflateSync(pngPixels(200, 300, noise)));
  assert.equal(rows.length, 201 * 300);
  for (let y = 0; y < 300; y++) {
    assert.equal(rows[y * 201], 0);
    assert.deepEqual(
      rows.subarray(y * 201 + 1, (y + 1) * 201),
      noise.subarray(y * 200, (y + 1) * 200),
    );
  }
});

Deno.test("pngPixels() compresses pictures of clothes to about half", () => {
  const { images } = synthesize({ split: "test", count: 100 });
  const share = pngPixels(28, 2800, images).length / images.length;
  assert(share < 0.52, `${share}`);
});

Deno.test("encodePng() writes the same bytes in every host", () => {
  const hash = createHash("sha256").update(encodePng(30, 20, grey)).digest("hex");
  assert.equal(hash, "1926af98fd40bcd4de0a6a841557a237228ac78ba15d0b3843b43f40101b9b7c");
});

Deno.test("encodePng() refuses an image without pixels, or with too many or too few", () => {
  for (const [width, height] of [[0, 0], [30, 21], [-30, -20], [NaN, 1]] as const) {
    assert.throws(() => encodePng(width, height, grey), {
      name: "WeftError",
      code: "usage",
      message: `Cannot write a PNG of ${width} x ${height}: got 600 grey levels`,
    });
  }
});

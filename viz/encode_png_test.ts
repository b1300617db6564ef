import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { decode } from "fast-png";
import { encodePng } from "./encode_png.ts";

const grey = Uint8Array.from({ length: 30 * 20 }, (_, i) => (i * i) >> 2 & 255);

Deno.test("encodePng() writes what another decoder reads, checksums included", () => {
  for (const [width, height] of [[30, 20], [600, 1], [1, 600]] as const) {
    const image = decode(encodePng(width, height, grey), { checkCrc: true });
    assert.deepEqual([image.width, image.height, image.channels, image.depth], [
      ...[width, height, 1, 8],
    ]);
    assert.deepEqual(new Uint8Array(image.data), grey);
  }
});

Deno.test("encodePng() writes the bytes that every other runtime writes", () => {
  const hash = createHash("sha256").update(encodePng(30, 20, grey)).digest("hex");
  assert.equal(hash, "e4d52ccd1992fa79cfad63bb32b967604bb65bc1a51bed7ce9d90a5055ee0e36");
});

Deno.test("encodePng() refuses an image without pixels or with others than its size says", () => {
  for (const [width, height] of [[0, 0], [30, 21], [-30, -20], [NaN, 1]] as const) {
    assert.throws(() => encodePng(width, height, grey), {
      name: "WeftError",
      code: "usage",
      message: `Cannot write a PNG of ${width} x ${height}: got 600 grey levels`,
    });
  }
});

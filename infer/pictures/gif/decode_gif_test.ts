import assert from "node:assert/strict";
import { decodePng } from "../png/decode_png.ts";
import { decodeGif } from "./decode_gif.ts";
import { decompressLzw } from "./lzw.ts";

const fixture = (name: string) =>
  Deno.readFileSync(new URL(`../testdata/${name}`, import.meta.url));

Deno.test("decodeGif() gives the pixels of the same drawing as PNG, interlaced or not", async () => {
  const rgb = (await decodePng(fixture("plain.png"))).pixels.data;
  const rgba = Array.from({ length: rgb.length / 3 * 4 }, (_, i) => {
    return (i & 3) === 3 ? 255 : rgb[(i >> 2) * 3 + (i & 3)]!;
  });
  for (const name of ["plain.gif", "interlaced.gif"]) {
    const { pixels, rows } = decodeGif(fixture(name));
    assert.deepEqual([pixels.width, pixels.height, rows], [45, 30, 30]);
    assert.deepEqual([...pixels.data], rgba, name);
  }
});

Deno.test("decodeGif() takes the first picture of an animation, with its transparency", () => {
  const { pixels: { width, height, data } } = decodeGif(fixture("animated.gif"));
  assert.deepEqual([width, height], [20, 12]);
  assert.equal(data[3], 0);
  assert.ok(data.some((value, i) => (i & 3) === 3 && value === 255));
});

Deno.test("decodeGif() puts a small picture in its place, with nothing around it", () => {
  const file = fixture("animated.gif").slice();
  const image = file.findIndex((byte, i) => byte === 0x2c && file[i + 5] === 20);
  const view = new DataView(file.buffer);
  view.setUint16(image + 1, 5, true);
  view.setUint16(image + 3, 7, true);
  const { pixels } = decodeGif(file), original = decodeGif(fixture("animated.gif")).pixels;
  assert.deepEqual([pixels.width, pixels.height], [25, 19]);
  for (let y = 0; y < 12; y++) {
    const row = 4 * ((y + 7) * 25 + 5);
    assert.deepEqual(
      pixels.data.subarray(row, row + 80),
      original.data.subarray(80 * y, 80 * (y + 1)),
    );
  }
  assert.ok(pixels.data.subarray(0, 4 * 7 * 25).every((value) => value === 0));
});

Deno.test("decodeGif() gives the rows that are there when a file ends early", () => {
  const file = fixture("plain.gif");
  assert.equal(decodeGif(file.subarray(0, file.length - 1)).rows, 30); // the trailer
  const { rows } = decodeGif(file.subarray(0, file.length - 40));
  assert.ok(rows > 10 && rows < 30, `${rows} rows`);
  const interlaced = fixture("interlaced.gif");
  const cut = () => decodeGif(interlaced.subarray(0, interlaced.length - 40));
  assert.throws(cut, { message: /interlaced and cut short/ });
  assert.throws(() => decodeGif(file.subarray(0, 20)), { message: /ends before its pixels/ });
});

Deno.test("decompressLzw() keeps to the table when codes have no meaning or never clear it", () => {
  const indices = new Uint8Array(100_000);
  const invalid = Uint8Array.of(0b11_000_100, 0b111);
  assert.throws(() => decompressLzw(invalid, 2, indices), { message: "it has an invalid code" });
  let state = 7;
  for (let round = 0; round < 200; round++) {
    const data = Uint8Array.from(
      { length: 300 },
      () => (state = state * 48_271 % 0x7fffffff) & 255,
    );
    try {
      const count = decompressLzw(data, 1 + round % 8, indices);
      assert.ok(count <= indices.length);
    } catch (error) {
      assert.equal((error as Error).message, "it has an invalid code");
    }
  }
});

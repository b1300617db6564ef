import assert from "node:assert/strict";
import { sha256 } from "../../../data/sha256.ts";
import { readImage } from "../image_file.ts";
import { pixelCount } from "../formats.ts";
import { LIMITS } from "../limits.ts";
import { turnUpright } from "../turn_upright.ts";
import { decodeWebp } from "./decode_webp.ts";
import { LIBWEBP_WASM } from "./libwebp_wasm.ts";

const fixture = (name: string) =>
  Deno.readFileSync(new URL(`../testdata/${name}.webp`, import.meta.url));

/** The SHA-256 of RGB and alpha as libwebp 1.6.0 decodes them, see testdata/README.md. */
const PIXELS: Readonly<Record<string, string>> = {
  alpha: "4acf9b03b91d44d81cd4cfcd646c6f108340cb8d406aa9a7274e829117a7e9b7",
  animated: "d1907d74e56b999019de5eb0a06c1c8bca5a0569ae24e168f799ca0bc879ad5a",
  exif: "d92c49d75cbf105ab90f84e11c5029f8a19f6a8c20781998667cb1f6a232f7f2",
  lossless: "0cd18c5c9505d2077b747247a992b7441fd801cc094a11583bb63aeba8b2eb5a",
  lossless_alpha: "09c53ee9767a66901d92aad5d8a42a6b7a2f847e152c7724f36c169a882c5036",
  lossy: "d92c49d75cbf105ab90f84e11c5029f8a19f6a8c20781998667cb1f6a232f7f2",
};

for (const [name, hash] of Object.entries(PIXELS)) {
  Deno.test(`decodeWebp() gives the pixels of libwebp: ${name}`, async () => {
    const { pixels: { width, height, channels, data }, rows, orientation } = await decodeWebp(
      fixture(name),
    );
    assert.deepEqual([width, height], name === "animated" ? [20, 12] : [45, 30]);
    assert.deepEqual([channels, rows, orientation], [4, height, name === "exif" ? 6 : undefined]);
    assert.equal(await sha256(data), hash);
  });
}

/** The position of a chunk. */
function chunkAt(file: Uint8Array, type: string): number {
  const letters = new TextEncoder().encode(type);
  return file.findIndex((_, i) => letters.every((letter, k) => file[i + k] === letter));
}

Deno.test("decodeWebp() puts a small picture in its place, with nothing around it", async () => {
  const file = fixture("animated").slice();
  const [canvas, frame] = [chunkAt(file, "VP8X") + 8, chunkAt(file, "ANMF") + 8];
  file[canvas + 4] = 29; // 30 pixels wide
  file[canvas + 7] = 17;
  file[frame] = 3; // 6 pixels from the left
  file[frame + 3] = 2;
  const { pixels } = await decodeWebp(file);
  const original = (await decodeWebp(fixture("animated"))).pixels;
  assert.deepEqual([pixels.width, pixels.height], [30, 18]);
  for (let y = 0; y < 18; y++) {
    const row = pixels.data.subarray(120 * y, 120 * (y + 1));
    const from = 80 * (y - 4);
    const expected = new Uint8Array(120);
    if (y >= 4 && y < 16) expected.set(original.data.subarray(from, from + 80), 24);
    assert.deepEqual(row, expected, `row ${y}`);
  }
});

Deno.test("readImage() turns a WebP upright by its EXIF data, with the mark of JPEG or without", async () => {
  const file = fixture("exif"), at = chunkAt(file, "EXIF");
  const { pixels } = await decodeWebp(file);
  assert.deepEqual([turnUpright(pixels, 6).width, turnUpright(pixels, 6).height], [30, 45]);
  const exif = file.subarray(at + 8);
  const mark = new TextEncoder().encode("Exif\0\0");
  const isMarked = mark.every((byte, i) => exif[i] === byte);
  const other = isMarked
    ? Uint8Array.of(...file.subarray(0, at + 8), ...exif.subarray(6))
    : Uint8Array.of(...file.subarray(0, at + 8), ...mark, ...exif);
  new DataView(other.buffer).setUint32(at + 4, exif.length + (isMarked ? -6 : 6), true);
  assert.equal((await decodeWebp(other)).orientation, 6);
  assert.deepEqual(await readImage(other), await readImage(file));
  assert.notDeepEqual(await readImage(file), await readImage(fixture("lossy")));
});

Deno.test("decodeWebp() refuses files that are cut short, contradict themselves or are too large", async () => {
  const lossy = fixture("lossy"), exif = fixture("exif"), animated = fixture("animated");
  for (const length of [12, 20, 25]) {
    await assert.rejects(decodeWebp(lossy.subarray(0, length)), /its pixels|no header/);
  }
  for (const length of [40, 200, lossy.length - 3]) {
    await assert.rejects(decodeWebp(lossy.subarray(0, length)), /it is cut short/);
  }
  assert.equal((await decodeWebp(exif.subarray(0, exif.length - 4))).pixels.width, 45);
  await assert.rejects(decodeWebp(animated.subarray(0, chunkAt(animated, "ANMF"))), /its pixels/);

  const canvas = exif.slice();
  canvas[chunkAt(canvas, "VP8X") + 12] = 99;
  await assert.rejects(decodeWebp(canvas), /a picture of 45 x 30 in a canvas of 100 x 30/);
  const frame = animated.slice();
  frame[chunkAt(frame, "ANMF") + 8] = 1;
  await assert.rejects(decodeWebp(frame), /a picture of 20 x 12 in a canvas of 20 x 12/);

  const huge = lossy.slice(), at = chunkAt(huge, "VP8 ") + 8;
  new DataView(huge.buffer).setUint32(at + 6, 0x1b00_1b00, true); // 6912 x 6912
  assert.equal(pixelCount(huge), 6912 ** 2);
  assert.ok(6912 ** 2 > LIMITS.webpPixels);
  await assert.rejects(readImage(huge, "x"), /it has 6912 x 6912 pixels, more than 40 million/);
});

Deno.test("the decoder is the file that README.md names", async () => {
  const gzipped = Uint8Array.from(atob(LIBWEBP_WASM), (letter) => letter.charCodeAt(0));
  const wasm = await new Response(
    new Blob([gzipped]).stream().pipeThrough(new DecompressionStream("gzip")),
  ).bytes();
  const readme = await Deno.readTextFile(new URL("README.md", import.meta.url));
  assert.ok(readme.includes(`\`${await sha256(wasm)}\``));
});

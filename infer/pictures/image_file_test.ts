import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { WeftError } from "../../error.ts";
import { imageFormat, pixelCount } from "./formats.ts";
import { readImage } from "./image_file.ts";
import { exifSegment, withSegments, XMP_SEGMENT } from "./testing/jpeg.ts";
import { type Chunk, chunksOf, exifOf, png, pngOf } from "./testing/png.ts";

const GARMENT = Uint8Array.from({ length: IMAGE_PIXELS }, (_, i) => {
  const x = i % 28;
  return x < 4 || x > 23 || i < 56 ? 0 : (i * 53) % 256;
});

function isDataError(message: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof WeftError && error.code === "data" && message.test(error.message);
}

Deno.test("readImage() returns a 28x28 grey PNG on a dark background unchanged", async () => {
  assert.deepEqual(
    await readImage(png({ width: 28, height: 28, rows: GARMENT }), "g.png"),
    GARMENT,
  );
});

Deno.test("readImage() reads every PNG colour type and depth", async () => {
  const rgb = Uint8Array.from({ length: IMAGE_PIXELS * 3 }, (_, i) => GARMENT[Math.floor(i / 3)]!);
  const rgba = Uint8Array.from(
    { length: IMAGE_PIXELS * 4 },
    (_, i) => i % 4 === 3 ? 255 : GARMENT[i >> 2]!,
  );
  const sixteen = Uint8Array.from({ length: IMAGE_PIXELS * 2 }, (_, i) => GARMENT[i >> 1]!);
  const size = { width: 28, height: 28 };
  for (
    const file of [
      png({ ...size, colour: "rgb", rows: rgb }),
      png({ ...size, colour: "rgba", rows: rgba }),
      png({ ...size, depth: 16, rows: sixteen }),
    ]
  ) assert.deepEqual(await readImage(file, "g.png"), GARMENT);

  const nibbles = Uint8Array.from({ length: 392 }, (_, i) => i % 14 === 7 ? 0xf3 : 0);
  const expected = Uint8Array.from({ length: IMAGE_PIXELS }, (_, i) => [255, 51][i % 28 - 14] ?? 0);
  assert.deepEqual(await readImage(png({ ...size, depth: 4, rows: nibbles }), "4"), expected);

  const palette = [0, 0, 0, 200, 200, 200];
  const bits = Uint8Array.from({ length: 28 * 4 }, (_, i) => i % 4 === 1 ? 0b00011000 : 0);
  const bar = Uint8Array.from(
    { length: IMAGE_PIXELS },
    (_, i) => [11, 12].includes(i % 28) ? 200 : 0,
  );
  const indexed = png({ ...size, depth: 1, colour: "palette", rows: bits, palette });
  assert.deepEqual(await readImage(indexed, "1"), bar);
});

Deno.test("readImage() inverts, cuts out, scales and centres a JPEG on white paper", async () => {
  const width = 120, height = 90;
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 20; y < 70; y++) {
    for (let x = 10; x < 110; x++) data.set([30, 30, 30, 255], (y * width + x) * 4);
  }
  const image = await readImage(jpeg.encode({ width, height, data }, 95).data, "shirt.jpg");
  assert.ok(Math.abs(image[14 * 28 + 14]! - 225) < 4);
  assert.equal(image[2 * 28 + 14], 0); // 100 x 50 becomes 28 x 14, rows 7 to 20
  assert.ok(image[8 * 28 + 1]! > 200);
});

Deno.test("readImage() names a file that is empty, no image, or of another format", async () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /^Cannot read x: it is empty$/],
    [text("hello"), /^Cannot read x: it is not an image$/],
    [text("\0\0\0\x18ftypavif"), /^Cannot read x: its format is AVIF, which is not supported$/],
    [text("BM......"), /its format is BMP/],
    [text("II*\0...."), /its format is TIFF/],
    [text("\0\0\0\x18ftypheic"), /its format is HEIC/],
    [text("\0\0\0\x18ftypmif1"), /its format is HEIC/],
  ];
  for (const [bytes, message] of cases) {
    await assert.rejects(readImage(bytes, "x"), isDataError(message));
  }
  assert.equal(imageFormat(text("%PDF-1.7")), "PDF");
  assert.equal(imageFormat(text("")), undefined);
});

Deno.test("readImage() refuses a damaged PNG, and files with less than most rows", async () => {
  const whole = png({ width: 28, height: 28, rows: GARMENT });
  const flipped = whole.slice();
  flipped[60]! ^= 255;
  const photo =
    jpeg.encode({ width: 64, height: 64, data: new Uint8Array(64 * 64 * 4).fill(90) }).data;
  for (
    const bytes of [
      flipped,
      ...[9, 40, 100].map((length) => whole.subarray(0, length)),
      ...[4, 100, 500, photo.length >> 1].map((length) => photo.subarray(0, length)),
    ]
  ) {
    await assert.rejects(
      readImage(bytes, "x"),
      isDataError(/^Cannot read x: (its (PNG|JPEG) contents|it is cut short)/),
    );
  }
});

Deno.test("pixelCount() is what a file announces, without decoding it", () => {
  const whole = png({ width: 28, height: 28, rows: GARMENT });
  assert.equal(pixelCount(whole), IMAGE_PIXELS);
  assert.equal(pixelCount(whole.subarray(0, 40)), IMAGE_PIXELS);
  assert.equal(pixelCount(whole.subarray(0, 20)), undefined);
  const photo = jpeg.encode({ width: 64, height: 8, data: new Uint8Array(64 * 8 * 4) }).data;
  assert.equal(pixelCount(photo), 512);
  assert.equal(pixelCount(new TextEncoder().encode("GIF89a")), undefined);
});

Deno.test("readImage() refuses a picture that is too large before decoding it", async () => {
  const huge = png({ width: 60_000, height: 1, rows: new Uint8Array(60_000) });
  new DataView(huge.buffer).setUint32(20, 60_000);
  await assert.rejects(
    readImage(huge, "x"),
    isDataError(/60000 x 60000 pixels, more than 64 million/),
  );
});

Deno.test("readImage() stops unpacking a PNG when its pixels are complete", async () => {
  const chunks = chunksOf({ width: 28, height: 28, rows: GARMENT });
  const bomb = deflateSync(new Uint8Array(100_000_000)); // 97 kB
  bomb.fill(255, 40_000); // an error for whoever reads on
  const image = await readImage(pngOf([chunks[0]!, ["IDAT", bomb], chunks[2]!]), "x");
  assert.ok(image.every((level) => level === 0));
});

/** A white rectangle on black, in the right half of a picture that is wider than high. */
function lying(): { width: number; height: number; data: Uint8Array } {
  const width = 80, height = 40;
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const inside = i % width > 40 && i % width < 76 && i > width * 4 && i < width * 36;
    data.fill(inside ? 255 : 0, i * 4, i * 4 + 4);
  }
  return { width, height, data };
}

/** The numbers of columns and rows of an image with bright pixels. */
function extent(image: Uint8Array): [columns: number, rows: number] {
  const bright = Array.from(image.keys()).filter((i) => image[i]! > 128);
  return [
    new Set(bright.map((i) => i % 28)).size,
    new Set(bright.map((i) => Math.floor(i / 28))).size,
  ];
}

Deno.test("readImage() turns a JPEG upright by Exif, with XMP before or after it", async () => {
  const file = jpeg.encode(lying(), 95).data, exif = exifSegment(6);
  const [columns, rows] = extent(await readImage(file, "lying.jpg"));
  assert.notEqual(columns, rows);
  for (const segments of [exif, [...exif, ...XMP_SEGMENT], [...XMP_SEGMENT, ...exif]]) {
    const upright = await readImage(withSegments(file, segments), "upright.jpg");
    assert.deepEqual(extent(upright), [rows, columns]);
  }
});

Deno.test("readImage() turns a PNG upright by its eXIf chunk", async () => {
  const { width, height, data } = lying();
  const chunks = chunksOf({ width, height, rows: data.filter((_, i) => i % 4 === 0) });
  const [columns, rows] = extent(await readImage(pngOf(chunks), "lying.png"));
  const exif: Chunk = ["eXIf", exifOf(6)];
  const upright = await readImage(pngOf(chunks.toSpliced(1, 0, exif)), "upright.png");
  assert.deepEqual(extent(upright), [rows, columns]);
});

Deno.test("readImage() repeats the last row of a file that ends early, and says so", async () => {
  const size = { width: 28, height: 28 };
  const [header, , end] = chunksOf({ ...size, rows: GARMENT }) as [Chunk, Chunk, Chunk];
  const cut = (rows: number) => {
    const filtered = Uint8Array.from({ length: 29 * rows }, (_, i) => {
      return i % 29 === 0 ? 0 : GARMENT[28 * Math.floor(i / 29) + i % 29 - 1]!;
    });
    return pngOf([header, ["IDAT", deflateSync(filtered)], end]);
  };
  const notices: string[] = [];
  const onNotice = (line: string) => notices.push(line);
  const image = await readImage(cut(25), "g.png", { onNotice });
  assert.deepEqual(notices, [
    "g.png is cut short: 25 of its 28 rows are there, the last is repeated",
  ]);
  assert.deepEqual(image.subarray(0, 28 * 25), GARMENT.subarray(0, 28 * 25));
  assert.deepEqual(image.subarray(28 * 27), GARMENT.subarray(28 * 24, 28 * 25));
  await assert.rejects(
    readImage(cut(20), "g.png"),
    isDataError(/^Cannot read g\.png: it is cut short, 20 of its 28 rows are there$/),
  );
  assert.deepEqual(await readImage(cut(28), "g.png", { onNotice }), GARMENT);
  assert.equal(notices.length, 1);
});

Deno.test("readImage() takes the forms in which pages and servers have a file", async () => {
  const bytes = png({ width: 28, height: 28, rows: GARMENT });
  const padded = new Uint8Array([1, ...bytes, 2]);
  const sources = [
    bytes,
    bytes.buffer,
    new DataView(padded.buffer, 1, bytes.length),
    new Blob([bytes]),
    new File([bytes], "g.png"),
    new Response(bytes),
  ];
  for (const source of sources) assert.deepEqual(await readImage(source), GARMENT);
  await assert.rejects(
    readImage(new File([], "empty.png")),
    isDataError(/^Cannot read empty\.png/),
  );
  await assert.rejects(readImage(new ArrayBuffer(0)), isDataError(/^Cannot read the picture: it/));
});

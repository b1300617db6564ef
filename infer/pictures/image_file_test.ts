import assert from "node:assert/strict";
import { crc32, deflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { WeftError } from "../../error.ts";
import { turnUpright } from "./decode_jpeg.ts";
import { imageFormat, pixelCount, readImage } from "./image_file.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

const COLOUR = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgba: 6 };

/** A PNG of raw rows: the reference encoder of these tests, as short as the format allows. */
function png(
  { width, height, depth = 8, colour = "grey", rows, palette }: {
    width: number;
    height: number;
    depth?: number;
    colour?: keyof typeof COLOUR;
    rows: Uint8Array;
    palette?: number[];
  },
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([depth, COLOUR[colour]], 8);
  const stride = rows.length / height;
  const filtered = new Uint8Array(rows.length + height); // filter 0 before each row
  for (let y = 0; y < height; y++) {
    filtered.set(rows.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  }
  return pngOf([
    ["IHDR", header],
    ...palette ? [["PLTE", Uint8Array.from(palette)] as const] : [],
    ["IDAT", deflateSync(filtered)],
    ["IEND", new Uint8Array(0)],
  ]);
}

function pngOf(chunks: (readonly [type: string, contents: Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const parts = chunks.map(([type, contents]) => {
    const part = new Uint8Array(contents.length + 12);
    const view = new DataView(part.buffer);
    view.setUint32(0, contents.length);
    part.set(new TextEncoder().encode(type), 4);
    part.set(contents, 8);
    view.setUint32(contents.length + 8, crc32(part.subarray(4, contents.length + 8)));
    return part;
  });
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return Uint8Array.from([signature, ...parts].flatMap((part) => [...part]));
}

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
    [text("GIF89a......"), /^Cannot read x: its format is GIF, which is not supported$/],
    [text("RIFF....WEBPVP8 "), /its format is WebP/],
    [text("\0\0\0\x18ftypheic"), /its format is HEIC/],
    [text("\0\0\0\x18ftypmif1"), /its format is HEIC/],
  ];
  for (const [bytes, message] of cases) {
    await assert.rejects(readImage(bytes, "x"), isDataError(message));
  }
  assert.equal(imageFormat(text("%PDF-1.7")), "PDF");
  assert.equal(imageFormat(text("")), undefined);
});

Deno.test("readImage() refuses a damaged or cut PNG and JPEG", async () => {
  const whole = png({ width: 28, height: 28, rows: GARMENT });
  const flipped = whole.slice();
  flipped[60]! ^= 255;
  const photo =
    jpeg.encode({ width: 64, height: 64, data: new Uint8Array(64 * 64 * 4).fill(90) }).data;
  for (
    const bytes of [
      flipped,
      ...[9, 40, 100, whole.length - 13].map((length) => whole.subarray(0, length)),
      ...[4, 100, 500, photo.length >> 1].map((length) => photo.subarray(0, length)),
    ]
  ) {
    await assert.rejects(
      readImage(bytes, "x"),
      isDataError(/^Cannot read x: its (PNG|JPEG) contents/),
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

Deno.test("readImage() stops unpacking a PNG that holds far more than its size", async () => {
  const whole = png({ width: 28, height: 28, rows: new Uint8Array(IMAGE_PIXELS) });
  const bomb = pngOf([
    ["IHDR", whole.subarray(16, 29)],
    ["IDAT", deflateSync(new Uint8Array(30_000_000))],
    ["IEND", new Uint8Array(0)],
  ]);
  await assert.rejects(readImage(bomb, "x"), isDataError(/unpacks to more than the 6720 bytes/));
});

Deno.test("turnUpright() undoes each EXIF orientation", () => {
  // "F" in 3 x 2 pixels, as each orientation stores it: upright it reads 1 2 3 / 4 5 6.
  const stored: Record<number, [width: number, data: number[]]> = {
    1: [3, [1, 2, 3, 4, 5, 6]],
    2: [3, [3, 2, 1, 6, 5, 4]],
    3: [3, [6, 5, 4, 3, 2, 1]],
    4: [3, [4, 5, 6, 1, 2, 3]],
    5: [2, [1, 4, 2, 5, 3, 6]],
    6: [2, [3, 6, 2, 5, 1, 4]],
    7: [2, [6, 3, 5, 2, 4, 1]],
    8: [2, [4, 1, 5, 2, 6, 3]],
  };
  for (const [orientation, [width, data]] of Object.entries(stored)) {
    const pixels = { width, height: 6 / width, channels: 1, data: Uint8Array.from(data) };
    const upright = turnUpright(pixels, Number(orientation));
    assert.deepEqual([upright.width, upright.height], [3, 2]);
    assert.deepEqual([...upright.data], [1, 2, 3, 4, 5, 6], `orientation ${orientation}`);
  }
});

Deno.test("readImage() turns a photo upright by its EXIF orientation", async () => {
  const width = 80, height = 40; // stored lying, with the bright half on the right
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const inside = i % width > 40 && i % width < 76 && i > width * 4 && i < width * 36;
    data.fill(inside ? 255 : 0, i * 4, i * 4 + 4);
  }
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    1,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    6,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const segment = [0xff, 0xe1, 0, 8 + tiff.length, 0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  const file = jpeg.encode({ width, height, data }, 95).data;
  const tagged = Uint8Array.from([...file.subarray(0, 2), ...segment, ...file.subarray(2)]);
  const plain = await readImage(file, "lying.jpg"),
    upright = await readImage(tagged, "upright.jpg");
  const columns = (image: Uint8Array) =>
    new Set(Array.from(image.keys()).filter((i) => image[i]! > 128).map((i) => i % 28)).size;
  const rows = (image: Uint8Array) =>
    new Set(Array.from(image.keys()).filter((i) => image[i]! > 128).map((i) => Math.floor(i / 28)))
      .size;
  assert.equal(columns(plain), rows(upright));
  assert.equal(rows(plain), columns(upright));
  assert.notEqual(columns(plain), rows(plain));
});

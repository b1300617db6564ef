import assert from "node:assert/strict";
import jpeg from "jpeg-js";
import { createGenerator } from "../../../data/random.ts";
import { exifSegment, segment, withSegments, XMP_SEGMENT } from "../testing/jpeg.ts";
import { decodeJpeg } from "./decode_jpeg.ts";
import { jpegSize } from "./jpeg_size.ts";

const fixture = (name: string) =>
  Deno.readFileSync(new URL(`../testdata/${name}`, import.meta.url));

/**
 * The pixels that jpeg-js decodes: RGB. It refuses files that end early, as `tolerantDecoding` is
 * off.
 */
function judge(file: Uint8Array): Uint8Array {
  const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false } as const;
  return jpeg.decode(file, options).data;
}

/** A picture with edges, gradients and noise, 100 x 75. */
function encoded(quality: number, width = 100, height = 75): Uint8Array {
  const data = Uint8Array.from({ length: 4 * width * height }, (_, i) => {
    const x = (i >> 2) % width, y = Math.floor((i >> 2) / width), c = i & 3;
    return x > 30 && x < 70 && y > 20 ? 40 * c + (x * y) % 50 : 200 - x - 20 * c + (x ^ y) % 9;
  });
  return jpeg.encode({ width, height, data }, quality).data;
}

/** The first position at which two arrays differ; -1 where they are equal. */
const indexOfDifference = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length ? a.findIndex((value, i) => value !== b[i]) : 0;

/** The offset of the first marker of a kind. */
const find = (file: Uint8Array, marker: number) =>
  file.findIndex((byte, i) => byte === 0xff && file[i + 1] === marker);

Deno.test("decodeJpeg() gives the samples of jpeg-js", () => {
  const files = [
    ...[5, 50, 95].map((quality) => encoded(quality)),
    ...[[1, 1], [8, 9], [17, 40]].map(([width, height]) => encoded(80, width, height)),
    ...["progressive.jpg", "restarts.jpg", "grey.jpg", "cmyk.jpg"].map(fixture),
  ];
  for (const [i, file] of files.entries()) {
    const { pixels, rows, isCoarse } = decodeJpeg(file);
    assert.deepEqual(pixels.data, judge(file), `file ${i}`);
    assert.deepEqual([rows, isCoarse], [pixels.height, false], `file ${i}`);
  }
});

Deno.test("decodeJpeg() rounds noise as jpeg-js does, in half a million samples", () => {
  const width = 400, generator = createGenerator(1);
  const data = Uint8Array.from({ length: 4 * width * width }, () => generator.below(256));
  for (const quality of [40, 100]) {
    const file = jpeg.encode({ width, height: width, data }, quality).data;
    assert.ok(indexOfDifference(decodeJpeg(file).pixels.data, judge(file)) < 0, `${quality}`);
  }
});

Deno.test("decodeJpeg() gives the same samples of a progressive file with and without restarts", () => {
  const restarts = fixture("progressive_restarts.jpg");
  assert.deepEqual(decodeJpeg(restarts).pixels, decodeJpeg(fixture("progressive.jpg")).pixels);
});

Deno.test("decodeJpeg() leaves RGB as it is where Adobe's marker says so", () => {
  const { width, data } = decodeJpeg(fixture("rgb.jpg")).pixels;
  const at = (x: number, y: number) => [...data.subarray(3 * (y * width + x)).subarray(0, 3)];
  // The colours of the drawing in testdata/README.md; quality 80 changes them by a few levels.
  for (const [got, drawn] of [[at(2, 2), [230, 230, 220]], [at(25, 20), [160, 40, 60]]] as const) {
    got.forEach((level, c) => assert.ok(Math.abs(level - drawn[c]!) < 12, `${got}`));
  }
});

Deno.test("decodeJpeg() reads the orientation of Exif beside XMP, in any order", () => {
  const file = encoded(80), exif = exifSegment(6);
  const orders = [exif, [...exif, ...XMP_SEGMENT], [...XMP_SEGMENT, ...exif]];
  for (const segments of orders) {
    assert.equal(decodeJpeg(withSegments(file, segments)).orientation, 6);
  }
  assert.equal(decodeJpeg(withSegments(file, XMP_SEGMENT)).orientation, undefined);
  for (const segments of [[...exifSegment(0), ...exif], [...exif, ...exifSegment(0)]]) {
    assert.equal(decodeJpeg(withSegments(file, segments)).orientation, 6);
  }
});

Deno.test("decodeJpeg() reads a file without its last two bytes, or with more at its end", () => {
  for (const file of [encoded(80), fixture("restarts.jpg"), fixture("cmyk.jpg")]) {
    const whole = decodeJpeg(file);
    assert.deepEqual(decodeJpeg(file.subarray(0, file.length - 2)), whole);
    assert.deepEqual(decodeJpeg(Uint8Array.from([...file, 1, 2, 3])), whole);
  }
  const progressive = fixture("progressive.jpg");
  assert.equal(decodeJpeg(progressive.subarray(0, progressive.length - 2)).isCoarse, true);
});

Deno.test("decodeJpeg() gives the rows that are there when a file ends early", () => {
  const file = encoded(80), whole = decodeJpeg(file);
  const { rows, pixels } = decodeJpeg(file.subarray(0, Math.floor(0.8 * file.length)));
  assert.ok(rows >= 40 && rows < 75 && rows % 8 === 0, `${rows} rows`);
  assert.deepEqual(pixels.data.subarray(0, 300 * rows), whole.pixels.data.subarray(0, 300 * rows));
  const progressive = fixture("progressive.jpg");
  const coarse = decodeJpeg(progressive.subarray(0, Math.floor(0.8 * progressive.length)));
  assert.deepEqual([coarse.rows, coarse.isCoarse], [30, true]);
});

Deno.test("decodeJpeg() refuses a size that its bytes cannot fill, before it decodes", () => {
  const file = encoded(80).slice();
  new DataView(file.buffer).setUint32(find(file, 0xc0) + 5, 7_000 << 16 | 7_000);
  assert.throws(() => decodeJpeg(file), { message: /bytes are too few for 7000 x 7000 pixels/ });
});

Deno.test("decodeJpeg() counts the samples of whole blocks, and refuses too many", () => {
  const file = fixture("progressive.jpg");
  const size = new DataView(file.buffer, file.byteOffset + find(file, 0xc2) + 5);
  size.setUint32(0, 13_001 << 16 | 13_001);
  assert.throws(() => decodeJpeg(file), {
    message: `it has ${1.5 * 13_008 ** 2} samples, more than 200000000`,
  });
});

Deno.test("decodeJpeg() refuses scans that would visit too many blocks", () => {
  const file = fixture("progressive.jpg");
  const from = find(file, 0xda), scan = file.subarray(from, from + 18);
  const at = find(file, 0xc2);
  const large = file.slice();
  new DataView(large.buffer).setUint32(at + 5, 7_000 << 16 | 7_000);
  const scans = Array.from({ length: 200 }, () => [...scan]).flat();
  const hostile = Uint8Array.from([...large.subarray(0, from), ...scans, 0xff, 0xd9]);
  assert.throws(() => decodeJpeg(hostile), {
    message: /its \d+ scans visit \d+ blocks, more than/,
  });
});

Deno.test("decodeJpeg() names the variants that it does not support", () => {
  const file = encoded(80), at = find(file, 0xc0);
  const cases: [RegExp, number, number][] = [
    [/arithmetic coding is not supported/, at + 1, 0xc9],
    [/lossless/, at + 1, 0xc3],
    [/12 bits a sample are not supported/, at + 4, 12],
    [/its sampling factors are invalid/, at + 11, 0x51],
  ];
  for (const [message, position, value] of cases) {
    assert.throws(() => decodeJpeg(Uint8Array.from(file).with(position, value)), { message });
  }
  const cmyk = fixture("cmyk.jpg"), adobe = find(cmyk, 0xee);
  const plain = Uint8Array.from(cmyk).with(adobe + 1, 0xed);
  assert.throws(() => decodeJpeg(plain), { message: /CMYK without Adobe's marker/ });
});

Deno.test("decodeJpeg() refuses damaged tables and headers without another error", () => {
  const file = encoded(80);
  const sof = find(file, 0xc0), dht = find(file, 0xc4), sos = find(file, 0xda);
  for (const marker of [sof, dht, sos]) {
    assert.throws(() => decodeJpeg(Uint8Array.from(file).with(marker + 1, 0xee)), Error);
  }
  const many = Uint8Array.from(file);
  many.fill(255, dht + 5, dht + 21);
  assert.throws(() => decodeJpeg(many), { message: /Huffman table is invalid/ });
  const short = withSegments(file, segment(0xdb, Uint8Array.of(0, 1, 2)));
  assert.throws(() => decodeJpeg(short), { message: /a quantization table is cut short/ });
  assert.throws(() => jpegSize(file.subarray(0, sof)), { message: "no header" });
});

/** A progressive file of 8 x 16 pixels whose three components have their first scans one by one. */
function scanByScan(...scans: readonly (readonly number[])[]): Uint8Array {
  const table = (counts: readonly number[], symbols: readonly number[]) => [
    ...[0, ...counts, ...new Array(16 - counts.length).fill(0), ...symbols],
  ];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, Uint8Array.from([0, ...new Array(64).fill(8)])),
    ...segment(0xc2, Uint8Array.of(8, 0, 16, 0, 8, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)),
    ...segment(0xc4, Uint8Array.from(table([0, 2], [0, 4]))), // 00 is 0, 01 has four more bits
    ...scans.flatMap((bytes, i) => [
      ...segment(0xda, Uint8Array.of(1, i + 1, 0, 0, 0, 0)),
      ...bytes,
    ]),
    ...[0xff, 0xd9],
  ]);
}

Deno.test("the rows of a progressive file are those that all of its components have", () => {
  const [bright, none] = [[0b01_1111_00, 0xff, 0x00], [0b00_00_1111]];
  const rowsOf = (...scans: number[][]) => decodeJpeg(scanByScan(...scans)).rows;
  assert.equal(rowsOf(bright, none, none), 16);
  assert.equal(rowsOf(bright, none), 0, "the third component is missing");
  const { pixels } = decodeJpeg(scanByScan(bright, none, none));
  assert.deepEqual([...pixels.data.subarray(0, 3)], [143, 143, 143]);
});

Deno.test("decodeJpeg() names a table that is missing", () => {
  for (const marker of [0xdb, 0xc4]) {
    const file = encoded(80), at = find(file, marker);
    const length = 2 + (file[at + 2]! << 8 | file[at + 3]!);
    const without = Uint8Array.from([...file.subarray(0, at), ...file.subarray(at + length)]);
    assert.throws(() => decodeJpeg(without), /one of its tables is missing/, `${marker}`);
  }
});

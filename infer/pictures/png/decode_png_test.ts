import assert from "node:assert/strict";
import { deflateSync, inflateSync } from "node:zlib";
import { convertIndexedToRgb, decode, encode } from "fast-png";
import { LIMITS } from "../limits.ts";
import { noise, oddPngs } from "../testing/odd_png.ts";
import { type Chunk, chunksOf, exifOf, png, pngOf } from "../testing/png.ts";
import { decodePng } from "./decode_png.ts";

const RGB = { width: 9, height: 12, colour: "rgb", rows: noise(9 * 12 * 3) } as const;
const [IHDR, IDAT, IEND] = chunksOf(RGB) as [Chunk, Chunk, Chunk];

/** Decodes a file whose pixels must be those of `RGB`. */
async function assertWhole(file: Uint8Array, message: string): Promise<void> {
  const { rows, pixels } = await decodePng(file);
  assert.equal(rows, 12, message);
  assert.deepEqual(pixels.data, RGB.rows, message);
}

Deno.test("decodePng() gives the samples of fast-png, plain and interlaced", async () => {
  for (const [width, height] of [[1, 1], [3, 5], [17, 9], [40, 23]] as const) {
    for (const channels of [1, 2, 3, 4]) {
      for (const depth of [8, 16] as const) {
        for (const interlace of ["null", "Adam7"] as const) {
          const bytes = noise(width * height * channels * depth / 8);
          const data = depth === 8 ? bytes : new Uint16Array(bytes.buffer);
          const file = encode({ width, height, channels, depth, data }, { interlace });
          const { pixels } = await decodePng(file);
          const expected = Array.from(
            decode(file).data,
            (sample) => depth === 8 ? sample : Math.round(sample / 257),
          );
          const what = `${width} x ${height} x ${channels}, ${depth} bits, ${interlace}`;
          assert.equal(pixels.channels, channels, what);
          assert.deepEqual([...pixels.data], expected, what);
        }
      }
    }
  }
});

Deno.test("decodePng() undoes each filter", async () => {
  const raw = inflateSync(IDAT[1]);
  for (let filter = 0; filter < 5; filter++) {
    const filtered = Uint8Array.from(raw);
    for (let y = 11; y >= 0; y--) {
      filtered[28 * y] = filter;
      for (let x = 26; x >= 0; x--) {
        const at = 28 * y + 1 + x;
        const left = x < 3 ? 0 : raw[at - 3]!, above = y === 0 ? 0 : raw[at - 28]!;
        const upperLeft = x < 3 || y === 0 ? 0 : raw[at - 31]!;
        const nearest = [left, above, upperLeft].reduce((best, value) =>
          Math.abs(left + above - upperLeft - value) < Math.abs(left + above - upperLeft - best)
            ? value
            : best
        );
        filtered[at] = raw[at]! - [0, left, above, (left + above) >> 1, nearest][filter]!;
      }
    }
    await assertWhole(pngOf([IHDR, ["IDAT", deflateSync(filtered)], IEND]), `filter ${filter}`);
  }
});

Deno.test("decodePng() reads palettes of every depth, as fast-png does, and their alpha", async () => {
  for (const depth of [1, 2, 4, 8]) {
    const width = 13, height = 3, stride = Math.ceil(width * depth / 8);
    const palette = [...noise(3 * 2 ** depth)];
    const rows = noise(stride * height);
    const chunks = chunksOf({ width, height, depth, colour: "palette", rows, palette });
    const file = pngOf(chunks);
    assert.deepEqual(
      (await decodePng(file)).pixels.data,
      convertIndexedToRgb(decode(file)),
      `${depth}`,
    );
    const alpha = pngOf(chunks.toSpliced(2, 0, ["tRNS", Uint8Array.of(7, 9)]));
    const { channels, data } = (await decodePng(alpha)).pixels;
    assert.equal(channels, 4);
    assert.deepEqual(data, convertIndexedToRgb(decode(alpha)), `${depth} with alpha`);
  }
});

Deno.test("decodePng() opens what browsers open: more than the picture, and damage beside it", async () => {
  for (const [what, file] of Object.entries(oddPngs(RGB))) await assertWhole(file, what);
});

Deno.test("decodePng() gives the rows that are there when a file ends early", async () => {
  const rows = inflateSync(IDAT[1]).subarray(0, 28 * 10 + 5);
  const { rows: complete, pixels } = await decodePng(
    pngOf([IHDR, ["IDAT", deflateSync(rows)], IEND]),
  );
  assert.equal(complete, 10);
  assert.deepEqual(pixels.data.subarray(0, 270), RGB.rows.subarray(0, 270));
  const file = png(RGB);
  assert.equal((await decodePng(file.subarray(0, file.length - 14))).rows, 12); // within IDAT's checksum
  const steps = png({ ...RGB, rows: RGB.rows.map((level) => level & 15) });
  const cut = (await decodePng(steps.subarray(0, steps.length >> 1))).rows;
  assert.ok(cut > 2 && cut < 9, `${cut} rows`);
});

Deno.test("decodePng() refuses wrong checksums of pixels, and headers that do not exist", async () => {
  const header = (at: number, value: number): Chunk => ["IHDR", IHDR[1].with(at, value)];
  const cases: [RegExp, Chunk[]][] = [
    [/the checksum of its IDAT chunk is wrong/, [IHDR, ["IDAT", IDAT[1], 1], IEND]],
    [/the checksum of its IHDR chunk is wrong/, [["IHDR", IHDR[1], 1], IDAT, IEND]],
    [/colour type 2 with 4 bits a sample does not exist/, [header(8, 4), IDAT, IEND]],
    [/colour type 9 /, [header(9, 9), IDAT, IEND]],
    [/interlace method does not exist/, [header(12, 2), IDAT, IEND]],
    [/its palette is missing/, [header(9, 3), IDAT, IEND]],
    [/pixels take 576300000 bytes unpacked, more than/, [
      ["IHDR", Uint8Array.of(0, 0, 0, 240, 0, 4, 147, 224, 16, 6, 0, 0, 0)],
      IDAT,
      IEND,
    ]],
    [/row filter 9/, [IHDR, ["IDAT", deflateSync(Uint8Array.of(9, ...noise(27)))], IEND]],
    [
      /it is interlaced and cut short/,
      [header(12, 1), ["IDAT", deflateSync(new Uint8Array(99))], IEND],
    ],
  ];
  for (const [message, chunks] of cases) {
    await assert.rejects(decodePng(pngOf(chunks)), { message });
  }
});

Deno.test("decodePng() reads the orientation of eXIf, before or after the pixels", async () => {
  const exif: Chunk = ["eXIf", exifOf(6)];
  assert.equal((await decodePng(pngOf([IHDR, exif, IDAT, IEND]))).orientation, 6);
  assert.equal((await decodePng(pngOf([IHDR, IDAT, exif, IEND]))).orientation, 6);
  assert.equal(
    (await decodePng(pngOf([IHDR, ["eXIf", exifOf(6), 1], IDAT, IEND]))).orientation,
    undefined,
  );
  assert.equal(
    (await decodePng(pngOf([IHDR, ["eXIf", exifOf(9)], IDAT, IEND]))).orientation,
    undefined,
  );
});

Deno.test("decodePng() refuses one byte more than the limit, with the bytes of the filters", async () => {
  const file = (width: number, height: number) => {
    const header = new Uint8Array(13), view = new DataView(header.buffer);
    view.setUint32(0, width);
    view.setUint32(4, height);
    header.set([16, 6], 8); // RGBA of 16 bits: a row takes 1 + 8 x width bytes
    return pngOf([["IHDR", header], ["IDAT", IDAT[1], 1], IEND]);
  };
  assert.equal(16_640 * (1 + 8 * 1953), LIMITS.pngBytes);
  await assert.rejects(decodePng(file(1953, 16_640)), { message: /checksum of its IDAT/ });
  await assert.rejects(decodePng(file(1953, 16_641)), { message: /take 260015625 bytes unpacked/ });
});

import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { encodeIdx, parseIdx, resemblesIdx } from "./idx.ts";

/** Asserts that parsing fails with a `data` error that names the file and matches. */
function assertRefused(bytes: Uint8Array, message: RegExp): void {
  assert.throws(() => parseIdx(bytes, "labels.idx"), (error) => {
    assert.ok(error instanceof WeftError);
    assert.equal(error.code, "data");
    assert.match(error.message, /^Cannot read labels\.idx: /);
    assert.match(error.message, message);
    assert.ok(error.hint.length > 0);
    return true;
  });
}

Deno.test("parseIdx() reads back what encodeIdx() wrote", () => {
  const data = Uint8Array.from({ length: 24 }, (_, i) => i);
  const { shape, data: read } = parseIdx(encodeIdx([2, 3, 4], data), "x");
  assert.deepEqual(shape, [2, 3, 4]);
  assert.deepEqual(read, data);
});

Deno.test("encodeIdx() writes the bytes of the format", () => {
  assert.deepEqual([...encodeIdx([2], Uint8Array.of(5, 6))], [0, 0, 8, 1, 0, 0, 0, 2, 5, 6]);
});

Deno.test("parseIdx() reads from the middle of a larger buffer, without a copy", () => {
  const file = encodeIdx([2], Uint8Array.of(5, 6));
  const larger = new Uint8Array(100);
  larger.set(file, 7);
  const { data } = parseIdx(larger.subarray(7, 7 + file.length), "x");
  assert.deepEqual([...data], [5, 6]);
  assert.equal(data.buffer, larger.buffer);
});

Deno.test("parseIdx() accepts an array without values", () => {
  assert.deepEqual(parseIdx(encodeIdx([0, 28, 28], new Uint8Array(0)), "x").shape, [0, 28, 28]);
});

Deno.test("parseIdx() refuses a file without a header", () => {
  assertRefused(new Uint8Array(0), /expected an IDX header of 4 bytes, got 0/);
  assertRefused(Uint8Array.of(0, 0, 8), /got 3/);
});

Deno.test("parseIdx() refuses a wrong magic number", () => {
  assertRefused(new TextEncoder().encode("<!DOCTYPE html>"), /magic number.*0x3c21444f/);
  assertRefused(Uint8Array.of(0, 1, 8, 1, 0, 0, 0, 0), /0x00010801/);
});

Deno.test("parseIdx() says so when the file is still gzipped", () => {
  assertRefused(Uint8Array.of(0x1f, 0x8b, 8, 0, 0), /expected raw IDX, got gzip/);
});

Deno.test("parseIdx() refuses elements that are not unsigned bytes", () => {
  assertRefused(Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 0), /got float32/);
  assertRefused(Uint8Array.of(0, 0, 0x77, 1, 0, 0, 0, 0), /got unknown type 0x77/);
});

Deno.test("parseIdx() refuses no dimensions and too many", () => {
  assertRefused(Uint8Array.of(0, 0, 8, 0, 1), /expected 1 to 4 dimensions, got 0/);
  assertRefused(encodeIdx([1, 1, 1, 1, 1], Uint8Array.of(1)), /got 5/);
});

Deno.test("parseIdx() refuses a file that ends inside its header", () => {
  assertRefused(Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1), /ends inside its header.*16 bytes, got 8/);
});

Deno.test("parseIdx() names the element type, and the magic number, of another file", () => {
  assertRefused(Uint8Array.of(0, 0, 13, 1), /type unsigned byte, got float32$/);
  assertRefused(Uint8Array.of(0, 0, 7, 1), /type unsigned byte, got unknown type 0x07$/);
  assertRefused(Uint8Array.of(0, 1, 8, 1), /got 0x00010801$/);
  assertRefused(Uint8Array.of(1, 0, 8, 1), /got 0x01000801$/);
  assertRefused(Uint8Array.of(0x1f, 0x8b, 8, 0), /expected raw IDX, got gzip/);
  assertRefused(Uint8Array.of(0x1f, 0, 8, 0), /magic number/);
});

Deno.test("parseIdx() takes a header alone for an array without values", () => {
  assert.deepEqual(parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 0), "x").shape, [0]);
  assert.deepEqual(parseIdx(encodeIdx([1, 1, 1, 1], Uint8Array.of(9)), "x").shape, [1, 1, 1, 1]);
});

Deno.test("resemblesIdx() goes by the magic number: two zeros, a known type, 1 to 4 dimensions", () => {
  const cases: [boolean, ...number[]][] = [
    [true, 0, 0, 8, 1],
    [true, 0, 0, 14, 4],
    [false, 1, 0, 8, 1],
    [false, 0, 1, 8, 1],
    [false, 0, 0, 10, 1],
    [false, 0, 0, 8, 0],
    [false, 0, 0, 8, 5],
    [false, 0, 0, 8],
  ];
  for (const [expected, ...bytes] of cases) {
    assert.equal(resemblesIdx(Uint8Array.from(bytes)), expected, bytes.join());
  }
});

Deno.test("parseIdx() refuses truncated values", () => {
  const file = encodeIdx([10], new Uint8Array(10));
  assertRefused(file.subarray(0, 15), /truncated, shape \[10\] needs 10 values, got 7/);
});

Deno.test("parseIdx() refuses trailing bytes", () => {
  assertRefused(Uint8Array.of(...encodeIdx([1], Uint8Array.of(1)), 9, 9), /2 bytes more/);
});

Deno.test("parseIdx() refuses dimensions whose product overflows", () => {
  const huge = encodeIdx([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], new Uint8Array(1));
  assertRefused(huge, /more than 2\^53 values/);
  // 2^16 * 2^16 wraps to 0 in 32 bits, where an empty file would seem to fit.
  assertRefused(encodeIdx([2 ** 16, 2 ** 16], new Uint8Array(0)), /needs 4294967296 values, got 0/);
});

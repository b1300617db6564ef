import assert from "node:assert/strict";
import { float16Bits } from "./float16_numbers.ts";

/** Bits by JavaScript's own conversion, which Deno has and Node 22 does not. */
function expected(floats: Float32Array): Uint16Array {
  return new Uint16Array(Float16Array.from(floats).buffer);
}

Deno.test("float16Bits() rounds as JavaScript does, for numbers of every exponent", () => {
  const words = new Uint32Array(1 << 16);
  // Every sign and exponent, and fractions near a tie of the last bit.
  for (let i = 0; i < words.length; i++) {
    words[i] = (i >>> 7 << 23) | Math.imul(i, 2654435761) >>> 9 & 0x7fe000 |
      [0, 1, 0xfff, 0x1000, 0x1001, 0x1fff][i % 6]!;
  }
  const floats = new Float32Array(words.buffer).filter((value) => !Number.isNaN(value));
  assert.deepEqual(float16Bits(floats), expected(floats));
});

Deno.test("float16Bits() rounds ties to even, keeps zeros and infinities, and overflows", () => {
  const floats = Float32Array.of(
    ...[0, -0, Infinity, -Infinity, 65504, 65519.99, 65520, -1e6, 2049, 2051],
    ...[2 ** -24, 2 ** -25, 1.5 * 2 ** -25, 3 * 2 ** -25, 2 ** -14, 1023.5 * 2 ** -24, 1e-10],
  );
  assert.deepEqual(float16Bits(floats), expected(floats));
  assert.equal(float16Bits(Float32Array.of(NaN))[0], 0x7e00);
});

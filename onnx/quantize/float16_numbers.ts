// This module is browser compatible.

/** The largest finite number of float16: (2 - 2^-10) * 2^15. */
export const FLOAT16_LARGEST = 65504;
/** The smallest number that float16 holds to its full eleven bits: 2^-14. */
export const FLOAT16_SMALLEST_NORMAL = 2 ** -14;

const SUBNORMAL_STEP = 2 ** -24;
const INFINITY_BITS = 0x7c00;
const NAN_BITS = 0x7e00;

/**
 * Rounds numbers to float16 (IEEE 754 binary16), to the nearest, ties to even. A number beyond the
 * range becomes infinite. JavaScript's own Float16Array does the same, where there is one.
 *
 * @returns The bits of each number.
 *
 * @example
 * ```ts
 * const [one, half, infinite] = float16Bits(Float32Array.of(1, 0.5, 1e6));
 * console.assert(one === 0x3c00 && half === 0x3800 && infinite === 0x7c00);
 * ```
 */
export function float16Bits(floats: Float32Array): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(Float32Array.from(floats).buffer);
  return Uint16Array.from(words, (word) => {
    const sign = word >>> 16 & 0x8000;
    const exponent = (word >>> 23 & 0xff) - 127;
    if (exponent === 128) return sign | ((word & 0x7fffff) === 0 ? INFINITY_BITS : NAN_BITS);
    if (exponent < -14) return sign | subnormalBits(word);
    // Exponent and the first ten bits of the fraction; thirteen bits are rounded off. A carry
    // moves into the exponent, as it should.
    const bits = (exponent + 15) * 1024 + (word >>> 13 & 0x3ff);
    const rest = word & 0x1fff;
    const rounded = bits + (rest > 0x1000 || (rest === 0x1000 && (bits & 1) === 1) ? 1 : 0);
    return sign | Math.min(rounded, INFINITY_BITS);
  });
}

/** The bits of a magnitude below 2^-14: a number of steps of 2^-24. */
function subnormalBits(word: number): number {
  const magnitude = new Float32Array(Uint32Array.of(word & 0x7fffffff).buffer)[0]!;
  const steps = magnitude / SUBNORMAL_STEP; // exact: a power of two
  const below = Math.floor(steps), rest = steps - below;
  return below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0);
}

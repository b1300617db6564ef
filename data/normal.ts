// This module is browser compatible.

import type { Generator } from "./random.ts";

/**
 * Fills `values` with standard normal numbers by the polar method (Marsaglia and Bray 1964), with
 * the same bits in every JavaScript engine. The method makes pairs. With an odd length the last
 * number is dropped, so that the generator's state alone determines the following numbers.
 *
 * @example
 * ```ts
 * import { createGenerator } from "./random.ts";
 * import { fillNormal } from "./normal.ts";
 *
 * const values = new Float32Array(1000);
 * fillNormal(createGenerator(1), values);
 * const mean = values.reduce((sum, value) => sum + value, 0) / 1000;
 * console.assert(Math.abs(mean) < 0.1);
 * ```
 */
export function fillNormal(generator: Generator, values: Float32Array): void {
  for (let i = 0; i < values.length; i += 2) {
    let x: number, y: number, square: number;
    do {
      x = 2 * generator.uniform() - 1;
      y = 2 * generator.uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt(-2 * logarithm(square) / square);
    values[i] = x * scale;
    if (i + 1 < values.length) values[i + 1] = y * scale;
  }
}

/** Terms of the series of artanh; the last is below 2^-53 of the first when |t| < 0.172. */
const TERMS = 11;

/**
 * The natural logarithm of a number in (0, 1). The last bit of `Math.log` differs between
 * JavaScript engines. For the number scaled to m in [√½, √2), log m = 2 artanh((m - 1) / (m + 1)).
 */
function logarithm(value: number): number {
  let mantissa = value, exponent = 0;
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  for (let k = TERMS - 1; k >= 0; k--) sum = sum * t * t + 1 / (2 * k + 1);
  return exponent * Math.LN2 + 2 * t * sum;
}

import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { instantiateKernels } from "./kernels.ts";

const { exp, log } = instantiateKernels();

/**
 * Fraction bits of the exact values: 53 would be a double's, the rest is room for the sums' own
 * errors.
 */
const BITS = 1200n;
const ONE = 1n << BITS;

/**
 * A double as a fixed-point number, exactly: no double has more than 1,074 bits behind the point.
 */
function fixed(x: number): bigint {
  const bits = new DataView(new Float64Array([x]).buffer).getBigUint64(0, true);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const mantissa = exponent === 0n ? fraction : fraction | (1n << 52n);
  const shift = BITS - 1074n + (exponent === 0n ? 0n : exponent - 1n);
  const size = mantissa << shift;
  return x < 0 ? -size : size;
}

/** artanh(1 / n), by its series: ln 2 = 2 artanh(1/3). */
function artanhOfInverse(n: bigint): bigint {
  let sum = 0n;
  let power = ONE / n;
  for (let i = 1n; power !== 0n; i += 2n, power /= n * n) sum += power / i;
  return sum;
}

const LN2 = 2n * artanhOfInverse(3n);

/**
 * e^x for x as a fixed-point number: (a fixed-point number, a power of two that it is to be
 * multiplied with).
 */
function exactExp(x: bigint): [mantissa: bigint, exponent: number] {
  const exponent = x / LN2;
  const rest = x - exponent * LN2;
  let sum = 0n;
  let term = ONE;
  for (let i = 1n; term !== 0n; term = (term * rest >> BITS) / i, i++) sum += term;
  return [sum, Number(exponent)];
}

/** The distance of a double from mantissa 2^exponent, in units of its last place. */
function ulps(computed: number, mantissa: bigint, exponent: number): number {
  // Everything 1,100 bits up, so that a subnormal's last place is a whole number too.
  const up = 1100n + BITS;
  const exact = exponent >= 0
    ? mantissa << 1100n + BigInt(exponent)
    : mantissa << 1100n >> BigInt(-exponent);
  const difference = (fixed(computed) << 1100n) - exact;
  const size = exact < 0n ? -exact : exact;
  const leading = BigInt(size.toString(2).length - 1) - up;
  const last = (leading < -1022n ? -1074n : leading - 52n) + up;
  return Math.abs(Number((difference << 20n) >> last)) / 2 ** 20;
}

function worst(inputs: Iterable<number>, error: (x: number) => number): number {
  let most = 0;
  for (const x of inputs) most = Math.max(most, error(x));
  return most;
}

const generator = createGenerator(4);
const between = (low: number, high: number) => low + (high - low) * generator.uniform();
const many = (count: number, next: () => number) => Array.from({ length: count }, next);

Deno.test("exp is less than 1 ulp off, subnormal results and both ends of its range included", () => {
  const inputs = [
    ...many(400, () => between(-745, 709.7)),
    ...many(400, () => between(-2, 2)),
    ...many(100, () => between(-745.1, -708)),
    ...many(100, () => between(-1e-8, 1e-8)),
    // Where the range reduction changes over from one multiple of ln 2 to the next.
    ...many(100, () => (Math.floor(between(-1000, 1000)) + 0.5) * Math.LN2),
    ...[0, -0, 1, -1, 709.782712893384, -745.1332191019411, 5e-324],
  ];
  assert(worst(inputs, (x) => ulps(exp(x), ...exactExp(fixed(x)))) < 1);
});

Deno.test("exp has the values that belong to the ends of the line", () => {
  assert.equal(exp(0), 1);
  assert.equal(exp(-Infinity), 0);
  assert.equal(exp(-1e308), 0);
  assert.equal(exp(-745.2), 0);
  assert.equal(exp(709.79), Infinity);
  assert.equal(exp(1e308), Infinity);
  assert(Number.isNaN(exp(NaN)));
});

Deno.test("log is less than 1 ulp off, subnormal numbers and both sides of 1 included", () => {
  const inputs = [
    ...many(300, () => between(0, 10)),
    ...many(200, () => between(0.5, 1.5)),
    ...many(200, () => 1 + between(-1e-9, 1e-9)),
    ...many(200, () => 2 ** between(-1074, 1023)),
    ...[5e-324, 2 ** -1022, Number.MAX_VALUE, Math.SQRT2, Math.SQRT1_2, 2, 0.5, 30],
  ];
  const error = (x: number) => {
    // One step of Newton from the computed value: its error is the square of that of the value, far
    // below 1 ulp.
    const y = fixed(log(x));
    const [mantissa, exponent] = exactExp(y);
    const scaled = exponent >= 0 ? fixed(x) >> BigInt(exponent) : fixed(x) << BigInt(-exponent);
    return ulps(log(x), y + (scaled << BITS) / mantissa - ONE, 0);
  };
  assert(worst(inputs.filter((x) => x !== 1), error) < 1);
});

Deno.test("log has the values that belong to the ends of the line", () => {
  assert.equal(log(1), 0);
  assert.equal(log(0), -Infinity);
  assert.equal(log(Infinity), Infinity);
  assert(Number.isNaN(log(-1)));
  assert(Number.isNaN(log(NaN)));
});

Deno.test("the measure of errors sees a value that is 1 ulp off", () => {
  const [mantissa, exponent] = exactExp(fixed(1));
  assert(ulps(Math.E, mantissa, exponent) < 0.5);
  const above = ulps(Math.E + 2 ** -51, mantissa, exponent);
  assert(above > 0.5 && above < 1.5);
});

// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * e^x and ln x, less than 1 ulp from the exact value, from nothing but operations that IEEE 754
 * defines to the last bit.
 *
 * After e_exp.c and e_log.c of fdlibm 5.3 (https://www.netlib.org/fdlibm/), of which this notice is
 * a part: Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use,
 * copy, modify, and distribute this software is freely granted, provided that this notice is
 * preserved.
 */

const LN2_HIGH: f64 = 6.93147180369123816490e-01;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const INVERSE_LN2: f64 = 1.44269504088896338700;
const SQRT2: f64 = 1.4142135623730951;

/** e^x of two numbers. */
export function expPair(x: v128): v128 {
  // Beyond these the result is 0 or Infinity; in between 2^n fits two factors.
  x = f64x2.min(f64x2.max(x, f64x2.splat(-746)), f64x2.splat(710));
  const whole = f64x2.floor(
    f64x2.add(f64x2.mul(x, f64x2.splat(INVERSE_LN2)), f64x2.splat(0.5)),
  );
  const high = f64x2.sub(x, f64x2.mul(whole, f64x2.splat(LN2_HIGH)));
  const low = f64x2.mul(whole, f64x2.splat(LN2_LOW));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = f64x2.splat(4.13813679705723846039e-08);
  p = f64x2.add(f64x2.mul(p, t), f64x2.splat(-1.65339022054652515390e-06));
  p = f64x2.add(f64x2.mul(p, t), f64x2.splat(6.61375632143793436117e-05));
  p = f64x2.add(f64x2.mul(p, t), f64x2.splat(-2.77777777770155933842e-03));
  p = f64x2.add(f64x2.mul(p, t), f64x2.splat(1.66666666666666019037e-01));
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const y = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(low, quotient), high));
  // 2^n in two factors, so that only the last product rounds, where the result is subnormal.
  const n = i32x4.trunc_sat_f64x2_s_zero(whole);
  const half = i32x4.shr_s(n, 1);
  return f64x2.mul(f64x2.mul(y, powersOfTwo(half)), powersOfTwo(i32x4.sub(n, half)));
}

/** 2^n for the two integers in the low lanes, -1022 to 1023. */
function powersOfTwo(n: v128): v128 {
  const biased = i64x2.add(i64x2.extend_low_i32x4_s(n), i64x2.splat(1023));
  return i64x2.shl(biased, 52);
}

/** e^x. */
export function exp(x: f64): f64 {
  return f64x2.extract_lane(expPair(f64x2.splat(x)), 0);
}

/** ln x; -Infinity at 0, NaN below. */
export function log(x: f64): f64 {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let exponent = -1023;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    exponent -= 54;
  }
  const bits = reinterpret<u64>(x);
  exponent += <i32> (bits >> 52);
  let mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (mantissa > SQRT2) {
    mantissa *= 0.5;
    exponent++;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (3.999999999940941908e-01 + w *
      (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const even = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w *
          (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const r = odd + even;
  const half = 0.5 * f * f;
  const k = <f64> exponent;
  return k * LN2_HIGH - ((half - (s * (half + r) + k * LN2_LOW)) - f);
}

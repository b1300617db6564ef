// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * Many Fourier transforms side by side: Stockham's self-sorting form (Van Loan, "Computational
 * Frameworks for the Fast Fourier Transform", 1992, section 1.7) with radices 2, 3 and 4.
 *
 * Real and imaginary parts lie apart, f64 [n][batch] each, `batch` even. Inverse transforms come
 * from exchanging the two.
 */

const SIN60: f64 = 0.8660254037844386;

/**
 * Transforms in place or into the spare arrays, and returns whether the result lies in the spare
 * ones (1) or in place (0). `radices` is i32, ended by 0; their product is n. `twiddles` are (cos,
 * -sin) for every pass, every group p and every j from 1 to radix - 1, of the angle 2 pi p j /
 * (what is left of n).
 */
export function transform(
  real: usize,
  imaginary: usize,
  spareReal: usize,
  spareImaginary: usize,
  n: i32,
  batch: i32,
  radices: usize,
  twiddles: usize,
): i32 {
  let row = <usize> batch << 3;
  let parts = n;
  let swapped = 0;
  for (let radix = load<i32>(radices); radix !== 0; radix = load<i32>(radices)) {
    radices += 4;
    parts /= radix;
    if (radix === 4) pass4(real, imaginary, spareReal, spareImaginary, parts, row, twiddles);
    else if (radix === 3) pass3(real, imaginary, spareReal, spareImaginary, parts, row, twiddles);
    else pass2(real, imaginary, spareReal, spareImaginary, parts, row, twiddles);
    twiddles += <usize> (parts * (radix - 1)) << 4;
    row *= radix;
    let other = real;
    real = spareReal;
    spareReal = other;
    other = imaginary;
    imaginary = spareImaginary;
    spareImaginary = other;
    swapped ^= 1;
  }
  return swapped;
}

/** The real part of a b. */
function productReal(ar: v128, ai: v128, br: v128, bi: v128): v128 {
  return f64x2.sub(f64x2.mul(ar, br), f64x2.mul(ai, bi));
}

/** The imaginary part of a b. */
function productImaginary(ar: v128, ai: v128, br: v128, bi: v128): v128 {
  return f64x2.add(f64x2.mul(ar, bi), f64x2.mul(ai, br));
}

function pass4(
  fromReal: usize,
  fromImaginary: usize,
  toReal: usize,
  toImaginary: usize,
  parts: i32,
  row: usize,
  twiddles: usize,
): void {
  const apart = row * parts;
  for (let p = 0; p < parts; p++) {
    const w1r = v128.load64_splat(twiddles), w1i = v128.load64_splat(twiddles, 8);
    const w2r = v128.load64_splat(twiddles, 16), w2i = v128.load64_splat(twiddles, 24);
    const w3r = v128.load64_splat(twiddles, 32), w3i = v128.load64_splat(twiddles, 40);
    twiddles += 48;
    const end = fromReal + row;
    while (fromReal < end) {
      const a0r = v128.load(fromReal), a0i = v128.load(fromImaginary);
      const a1r = v128.load(fromReal + apart), a1i = v128.load(fromImaginary + apart);
      const a2r = v128.load(fromReal + 2 * apart), a2i = v128.load(fromImaginary + 2 * apart);
      const a3r = v128.load(fromReal + 3 * apart), a3i = v128.load(fromImaginary + 3 * apart);
      const b0r = f64x2.add(a0r, a2r), b0i = f64x2.add(a0i, a2i);
      const b1r = f64x2.sub(a0r, a2r), b1i = f64x2.sub(a0i, a2i);
      const b2r = f64x2.add(a1r, a3r), b2i = f64x2.add(a1i, a3i);
      const b3r = f64x2.sub(a1r, a3r), b3i = f64x2.sub(a1i, a3i);
      v128.store(toReal, f64x2.add(b0r, b2r));
      v128.store(toImaginary, f64x2.add(b0i, b2i));
      let cr = f64x2.add(b1r, b3i), ci = f64x2.sub(b1i, b3r);
      v128.store(toReal + row, productReal(cr, ci, w1r, w1i));
      v128.store(toImaginary + row, productImaginary(cr, ci, w1r, w1i));
      cr = f64x2.sub(b0r, b2r), ci = f64x2.sub(b0i, b2i);
      v128.store(toReal + 2 * row, productReal(cr, ci, w2r, w2i));
      v128.store(toImaginary + 2 * row, productImaginary(cr, ci, w2r, w2i));
      cr = f64x2.sub(b1r, b3i), ci = f64x2.add(b1i, b3r);
      v128.store(toReal + 3 * row, productReal(cr, ci, w3r, w3i));
      v128.store(toImaginary + 3 * row, productImaginary(cr, ci, w3r, w3i));
      fromReal += 16, fromImaginary += 16, toReal += 16, toImaginary += 16;
    }
    toReal += 3 * row, toImaginary += 3 * row;
  }
}

function pass3(
  fromReal: usize,
  fromImaginary: usize,
  toReal: usize,
  toImaginary: usize,
  parts: i32,
  row: usize,
  twiddles: usize,
): void {
  const apart = row * parts;
  const half = f64x2.splat(0.5), sin60 = f64x2.splat(SIN60);
  for (let p = 0; p < parts; p++) {
    const w1r = v128.load64_splat(twiddles), w1i = v128.load64_splat(twiddles, 8);
    const w2r = v128.load64_splat(twiddles, 16), w2i = v128.load64_splat(twiddles, 24);
    twiddles += 32;
    const end = fromReal + row;
    while (fromReal < end) {
      const a0r = v128.load(fromReal), a0i = v128.load(fromImaginary);
      const a1r = v128.load(fromReal + apart), a1i = v128.load(fromImaginary + apart);
      const a2r = v128.load(fromReal + 2 * apart), a2i = v128.load(fromImaginary + 2 * apart);
      const sumR = f64x2.add(a1r, a2r), sumI = f64x2.add(a1i, a2i);
      const turnR = f64x2.mul(sin60, f64x2.sub(a1r, a2r));
      const turnI = f64x2.mul(sin60, f64x2.sub(a1i, a2i));
      v128.store(toReal, f64x2.add(a0r, sumR));
      v128.store(toImaginary, f64x2.add(a0i, sumI));
      const middleR = f64x2.sub(a0r, f64x2.mul(half, sumR));
      const middleI = f64x2.sub(a0i, f64x2.mul(half, sumI));
      let cr = f64x2.add(middleR, turnI), ci = f64x2.sub(middleI, turnR);
      v128.store(toReal + row, productReal(cr, ci, w1r, w1i));
      v128.store(toImaginary + row, productImaginary(cr, ci, w1r, w1i));
      cr = f64x2.sub(middleR, turnI), ci = f64x2.add(middleI, turnR);
      v128.store(toReal + 2 * row, productReal(cr, ci, w2r, w2i));
      v128.store(toImaginary + 2 * row, productImaginary(cr, ci, w2r, w2i));
      fromReal += 16, fromImaginary += 16, toReal += 16, toImaginary += 16;
    }
    toReal += 2 * row, toImaginary += 2 * row;
  }
}

function pass2(
  fromReal: usize,
  fromImaginary: usize,
  toReal: usize,
  toImaginary: usize,
  parts: i32,
  row: usize,
  twiddles: usize,
): void {
  const apart = row * parts;
  for (let p = 0; p < parts; p++) {
    const wr = v128.load64_splat(twiddles), wi = v128.load64_splat(twiddles, 8);
    twiddles += 16;
    const end = fromReal + row;
    while (fromReal < end) {
      const a0r = v128.load(fromReal), a0i = v128.load(fromImaginary);
      const a1r = v128.load(fromReal + apart), a1i = v128.load(fromImaginary + apart);
      v128.store(toReal, f64x2.add(a0r, a1r));
      v128.store(toImaginary, f64x2.add(a0i, a1i));
      const cr = f64x2.sub(a0r, a1r), ci = f64x2.sub(a0i, a1i);
      v128.store(toReal + row, productReal(cr, ci, wr, wi));
      v128.store(toImaginary + row, productImaginary(cr, ci, wr, wi));
      fromReal += 16, fromImaginary += 16, toReal += 16, toImaginary += 16;
    }
    toReal += row, toImaginary += row;
  }
}

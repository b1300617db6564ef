// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * Exact products of bytes: integers all the way, so that no order of summation matters. Panels are
 * i16 [dimensions][rows], the features of some points turned on their side; `rows` is a multiple of
 * 8 and at most 8,192, so that no sum of products leaves i32.
 */

/**
 * Turns u8 [points][dimensions] into a panel whose rows hold `rows` points; those that are not
 * there are 0.
 */
export function bytePanel(
  features: usize,
  points: i32,
  dimensions: i32,
  panel: usize,
  rows: i32,
): void {
  const line = <usize> rows << 1;
  if (points < rows) memory.fill(panel, 0, line * dimensions);
  const whole = points & ~7;
  const across = dimensions & ~7;
  for (let r = 0; r < whole; r += 8) {
    for (let d = 0; d < across; d += 8) {
      const from = features + <usize> (r * dimensions + d);
      turnSquare(from, dimensions, panel + line * d + (<usize> r << 1), line);
    }
  }
  for (let r = 0; r < points; r++) {
    for (let d = r < whole ? across : 0; d < dimensions; d++) {
      const value = <u16> load<u8>(features + <usize> (r * dimensions + d));
      store<u16>(panel + line * d + (<usize> r << 1), value);
    }
  }
}

/** Turns 8 x 8 bytes on their side, as i16. */
function turnSquare(from: usize, apart: usize, to: usize, line: usize): void {
  const a = bytesAsShorts(from), b = bytesAsShorts(from + apart);
  const c = bytesAsShorts(from + 2 * apart), d = bytesAsShorts(from + 3 * apart);
  const e = bytesAsShorts(from + 4 * apart), f = bytesAsShorts(from + 5 * apart);
  const g = bytesAsShorts(from + 6 * apart), h = bytesAsShorts(from + 7 * apart);
  const ab = lowPairs(a, b), cd = lowPairs(c, d), ef = lowPairs(e, f), gh = lowPairs(g, h);
  const ba = highPairs(a, b), dc = highPairs(c, d), fe = highPairs(e, f), hg = highPairs(g, h);
  storeFour(ab, cd, ef, gh, to, line);
  storeFour(ba, dc, fe, hg, to + 4 * line, line);
}

function bytesAsShorts(at: usize): v128 {
  return v128.load8x8_u(at);
}

function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Four columns, of which each argument holds two rows, become four rows. */
function storeFour(ab: v128, cd: v128, ef: v128, gh: v128, to: usize, line: usize): void {
  const left = v128.shuffle<i32>(ab, cd, 0, 4, 1, 5), right = v128.shuffle<i32>(ef, gh, 0, 4, 1, 5);
  const left2 = v128.shuffle<i32>(ab, cd, 2, 6, 3, 7);
  const right2 = v128.shuffle<i32>(ef, gh, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(left, right, 0, 2));
  v128.store(to + line, v128.shuffle<i64>(left, right, 1, 3));
  v128.store(to + 2 * line, v128.shuffle<i64>(left2, right2, 0, 2));
  v128.store(to + 3 * line, v128.shuffle<i64>(left2, right2, 1, 3));
}

/**
 * Adds the products of rows `first` to `first` + `count` - 1 of a panel (`count` a multiple of 4)
 * with the rows from there to `dimensions` - 1 (even) to f64 [dimensions][dimensions].
 */
export function addByteProducts(
  panel: usize,
  rows: i32,
  dimensions: i32,
  first: i32,
  count: i32,
  out: usize,
): void {
  const line = <usize> rows << 1;
  const outLine = <usize> dimensions << 3;
  for (let i = first; i < first + count; i += 4) {
    for (let j = i; j < dimensions; j += 2) {
      let p = panel + line * i;
      let q = panel + line * j;
      const end = p + line;
      let s00 = i32x4.splat(0), s01 = s00, s10 = s00, s11 = s00;
      let s20 = s00, s21 = s00, s30 = s00, s31 = s00;
      while (p < end) {
        const y0 = v128.load(q), y1 = v128.load(q + line);
        let x = v128.load(p);
        s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x, y0));
        s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x, y1));
        x = v128.load(p + line);
        s10 = i32x4.add(s10, i32x4.dot_i16x8_s(x, y0));
        s11 = i32x4.add(s11, i32x4.dot_i16x8_s(x, y1));
        x = v128.load(p + 2 * line);
        s20 = i32x4.add(s20, i32x4.dot_i16x8_s(x, y0));
        s21 = i32x4.add(s21, i32x4.dot_i16x8_s(x, y1));
        x = v128.load(p + 3 * line);
        s30 = i32x4.add(s30, i32x4.dot_i16x8_s(x, y0));
        s31 = i32x4.add(s31, i32x4.dot_i16x8_s(x, y1));
        p += 16;
        q += 16;
      }
      const to = out + outLine * i + (<usize> j << 3);
      addSums(to, s00, s01);
      addSums(to + outLine, s10, s11);
      addSums(to + 2 * outLine, s20, s21);
      addSums(to + 3 * outLine, s30, s31);
    }
  }
}

/** Adds the sums of the lanes of a and of b to two numbers. */
function addSums(to: usize, a: v128, b: v128): void {
  const halves = i32x4.add(
    v128.shuffle<i32>(a, b, 0, 1, 4, 5),
    v128.shuffle<i32>(a, b, 2, 3, 6, 7),
  );
  const sums = i32x4.add(halves, v128.shuffle<i32>(halves, halves, 1, 0, 3, 2));
  const both = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(sums, sums, 0, 2, 0, 2));
  v128.store(to, f64x2.add(v128.load(to), both));
}

/** Sums of the rows of a panel, added to f64 [dimensions]. */
export function addByteSums(panel: usize, rows: i32, dimensions: i32, out: usize): void {
  const ones = i16x8.splat(1);
  for (let d = 0; d < dimensions; d++) {
    let sum = i32x4.splat(0);
    const end = panel + (<usize> rows << 1);
    for (; panel < end; panel += 16) {
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(panel), ones));
    }
    const total = (i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1)) +
      (i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3));
    store<f64>(out + (<usize> d << 3), load<f64>(out + (<usize> d << 3)) + <f64> total);
  }
}

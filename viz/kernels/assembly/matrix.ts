// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * Products of matrices of f64. Rows start `stride` numbers apart; what fills a row up to its stride
 * is 0. `features` are rows of `dimensions` numbers without gaps.
 */

/** f64 [rows][stride] of bytes: features - mean. */
export function centreBytes(
  features: usize,
  rows: i32,
  dimensions: i32,
  mean: usize,
  out: usize,
  stride: i32,
): void {
  for (let r = 0; r < rows; r++) {
    const at = out + (<usize> (r * stride) << 3);
    for (let d = 0; d < dimensions; d++) {
      const value = <f64> load<u8>(features++) - load<f64>(mean + (<usize> d << 3));
      store<f64>(at + (<usize> d << 3), value);
    }
    for (let d = dimensions; d < stride; d++) store<f64>(at + (<usize> d << 3), 0);
  }
}

/** f64 [rows][stride] of f32: features - mean. */
export function centreFloats(
  features: usize,
  rows: i32,
  dimensions: i32,
  mean: usize,
  out: usize,
  stride: i32,
): void {
  for (let r = 0; r < rows; r++) {
    const at = out + (<usize> (r * stride) << 3);
    for (let d = 0; d < dimensions; d++) {
      const value = <f64> load<f32>(features) - load<f64>(mean + (<usize> d << 3));
      store<f64>(at + (<usize> d << 3), value);
      features += 4;
    }
    for (let d = dimensions; d < stride; d++) store<f64>(at + (<usize> d << 3), 0);
  }
}

/** Turns f64 [rows][stride], both even, into [stride][rows]. */
export function transpose(matrix: usize, rows: i32, stride: i32, out: usize): void {
  const line = <usize> stride << 3, outLine = <usize> rows << 3;
  for (let r = 0; r < rows; r += 2) {
    let from = matrix + line * r;
    let to = out + (<usize> r << 3);
    for (let d = 0; d < stride; d += 2) {
      const a = v128.load(from), b = v128.load(from + line);
      v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
      v128.store(to + outLine, v128.shuffle<f64>(a, b, 1, 3));
      from += 16;
      to += 2 * outLine;
    }
  }
}

/**
 * Reflects each row of f64 [count][stride] in hyperplanes through the origin, one after the other:
 * x - 2 w (w x) for the normals w, f64 [planes][stride], of length 1. The stride is a multiple of
 * 4.
 */
export function reflect(
  rows: usize,
  count: i32,
  stride: i32,
  normals: usize,
  planes: i32,
): void {
  const line = <usize> stride << 3;
  for (let r = 0; r < count; r++) {
    let normal = normals;
    for (let k = 0; k < planes; k++) {
      let low = f64x2.splat(0), high = low;
      for (let at: usize = 0; at < line; at += 32) {
        low = f64x2.add(low, f64x2.mul(v128.load(rows + at), v128.load(normal + at)));
        high = f64x2.add(high, f64x2.mul(v128.load(rows + at, 16), v128.load(normal + at, 16)));
      }
      const sum = f64x2.add(low, high);
      const along = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
      const twice = f64x2.splat(2 * along);
      for (let at: usize = 0; at < line; at += 16) {
        const moved = f64x2.mul(twice, v128.load(normal + at));
        v128.store(rows + at, f64x2.sub(v128.load(rows + at), moved));
      }
      normal += line;
    }
    rows += line;
  }
}

/**
 * Adds a b^T to `out`: the dot products of rows 0 to `aRows` - 1 of a (a multiple of 4) with rows 0
 * to `bRows` - 1 of b (even), each `length` numbers long (even).
 */
export function addProducts(
  a: usize,
  aRows: i32,
  aStride: i32,
  b: usize,
  bRows: i32,
  bStride: i32,
  length: i32,
  out: usize,
  outStride: i32,
): void {
  const aLine = <usize> aStride << 3, bLine = <usize> bStride << 3;
  const outLine = <usize> outStride << 3;
  for (let i = 0; i < aRows; i += 4) {
    for (let j = 0; j < bRows; j += 2) {
      let p = a + aLine * i;
      let q = b + bLine * j;
      const end = p + (<usize> length << 3);
      let s00 = f64x2.splat(0), s01 = s00, s10 = s00, s11 = s00;
      let s20 = s00, s21 = s00, s30 = s00, s31 = s00;
      while (p < end) {
        const y0 = v128.load(q), y1 = v128.load(q + bLine);
        let x = v128.load(p);
        s00 = f64x2.add(s00, f64x2.mul(x, y0));
        s01 = f64x2.add(s01, f64x2.mul(x, y1));
        x = v128.load(p + aLine);
        s10 = f64x2.add(s10, f64x2.mul(x, y0));
        s11 = f64x2.add(s11, f64x2.mul(x, y1));
        x = v128.load(p + 2 * aLine);
        s20 = f64x2.add(s20, f64x2.mul(x, y0));
        s21 = f64x2.add(s21, f64x2.mul(x, y1));
        x = v128.load(p + 3 * aLine);
        s30 = f64x2.add(s30, f64x2.mul(x, y0));
        s31 = f64x2.add(s31, f64x2.mul(x, y1));
        p += 16;
        q += 16;
      }
      const to = out + outLine * i + (<usize> j << 3);
      addPair(to, s00, s01);
      addPair(to + outLine, s10, s11);
      addPair(to + 2 * outLine, s20, s21);
      addPair(to + 3 * outLine, s30, s31);
    }
  }
}

/** Adds the sums of the lanes of a and of b to two numbers. */
function addPair(to: usize, a: v128, b: v128): void {
  const sums = f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
  v128.store(to, f64x2.add(v128.load(to), sums));
}

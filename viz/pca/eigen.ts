// This module is browser compatible.

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface Eigen {
  /** [n]: the eigenvalues, the largest first. */
  readonly values: Float64Array;
  /** [n, n]: an orthonormal eigenvector in each row, in the order of the values. */
  readonly vectors: Float64Array;
}

/** 2^-52: the distance from 1 to the next number. */
const EPSILON = 2.220446049250313e-16;

/**
 * Computes all eigenvalues and eigenvectors of a symmetric matrix of finite numbers: Householder's
 * reduction to tridiagonal form, then QL with implicit shifts (tred2 and tql2 of EISPACK; Bowdler,
 * Martin, Reinsch and Wilkinson, "The QR and QL Algorithms for Symmetric Matrices", Numer. Math.
 * 11, 1968). It takes about 6 n^3 products.
 *
 * @param matrix [n, n]; only the lower triangle is read. It is not changed.
 *
 * @example
 * ```ts
 * import { symmetricEigen } from "./eigen.ts";
 *
 * const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
 * console.assert(Math.abs(values[0]! - 3) < 1e-12 && Math.abs(values[1]! - 1) < 1e-12);
 * ```
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  // Row j holds column j of the paper's matrix, so that the inner loops, which run down a column
  // there, run along a row here.
  const columns = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) columns[j * n + i] = columns[i * n + j] = matrix[i * n + j]!;
  }
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  tridiagonalise(columns, n, diagonal, offDiagonal);
  accumulate(columns, n, diagonal);
  diagonalise(columns, n, diagonal, offDiagonal);
  return sort(diagonal, columns, n);
}

/**
 * The first half of tred2: writes the reflections below the diagonal of `v`, and the diagonal and
 * the off-diagonal of the tridiagonal matrix to `d` and `e`.
 */
function tridiagonalise(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  for (let j = 0; j < n; j++) d[j] = v[j * n + n - 1]!;
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!);
    let h = 0;
    if (scale === 0) {
      e[i] = d[i - 1]!;
      for (let j = 0; j < i; j++) d[j] = v[j * n + i - 1]!;
    } else {
      for (let k = 0; k < i; k++) {
        d[k] = d[k]! / scale;
        h += d[k]! * d[k]!;
      }
      const last = d[i - 1]!;
      const g = last > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= last * g;
      d[i - 1] = last - g;
      e.fill(0, 0, i);
      for (let j = 0; j < i; j++) {
        const f = d[j]!;
        v[i * n + j] = f;
        let sum = e[j]! + v[j * n + j]! * f;
        for (let k = j + 1, at = j * n + k; k < i; k++, at++) {
          const value = v[at]!;
          sum += value * d[k]!;
          e[k] = e[k]! + value * f;
        }
        e[j] = sum;
      }
      let f = 0;
      for (let j = 0; j < i; j++) {
        e[j] = e[j]! / h;
        f += e[j]! * d[j]!;
      }
      const half = f / (h + h);
      for (let j = 0; j < i; j++) e[j] = e[j]! - half * d[j]!;
      for (let j = 0; j < i; j++) {
        const f = d[j]!, g = e[j]!;
        for (let k = j, at = j * n + k; k < i; k++, at++) v[at] = v[at]! - (f * e[k]! + g * d[k]!);
        d[j] = v[j * n + i - 1]!;
        v[j * n + i] = 0;
      }
    }
    d[i] = h;
  }
}

/** The second half of tred2: multiplies the reflections. */
function accumulate(v: Float64Array, n: number, d: Float64Array): void {
  for (let i = 0; i < n - 1; i++) {
    const next = (i + 1) * n;
    v[i * n + n - 1] = v[i * n + i]!;
    v[i * n + i] = 1;
    const h = d[i + 1]!;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[next + k]! / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0, at = j * n; k <= i; k++, at++) g += v[next + k]! * v[at]!;
        for (let k = 0, at = j * n; k <= i; k++, at++) v[at] = v[at]! - g * d[k]!;
      }
    }
    v.fill(0, next, next + i + 1);
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[j * n + n - 1]!;
    v[j * n + n - 1] = 0;
  }
  v[n * n - 1] = 1;
}

/** tql2: reduces the tridiagonal matrix to a diagonal one. */
function diagonalise(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let shift = 0;
  let size = 0;
  for (let l = 0; l < n; l++) {
    size = Math.max(size, Math.abs(d[l]!) + Math.abs(e[l]!));
    let m = l;
    while (Math.abs(e[m]!) > EPSILON * size) m++;
    while (Math.abs(e[l]!) > EPSILON * size) shift += sweep(v, n, d, e, l, m);
    d[l] = d[l]! + shift;
  }
}

/**
 * One sweep of rotations from row m up to row l; returns the shift that it subtracted from the
 * diagonal.
 */
function sweep(
  v: Float64Array,
  n: number,
  d: Float64Array,
  e: Float64Array,
  l: number,
  m: number,
): number {
  const first = d[l]!;
  let p = (d[l + 1]! - first) / (2 * e[l]!);
  const root = p < 0 ? -length(p, 1) : length(p, 1);
  d[l] = e[l]! / (p + root);
  d[l + 1] = e[l]! * (p + root);
  const second = d[l + 1]!;
  const shift = first - d[l]!;
  for (let i = l + 2; i < n; i++) d[i] = d[i]! - shift;
  p = d[m]!;
  let c = 1, c2 = 1, c3 = 1, s = 0, s2 = 0;
  const next = e[l + 1]!;
  for (let i = m - 1; i >= l; i--) {
    c3 = c2, c2 = c, s2 = s;
    const g = c * e[i]!;
    const h = c * p;
    const r = length(p, e[i]!);
    e[i + 1] = s * r;
    s = e[i]! / r;
    c = p / r;
    p = c * d[i]! - s * g;
    d[i + 1] = h + s * (c * g + s * d[i]!);
    for (let at = i * n, end = at + n; at < end; at++) {
      const value = v[at + n]!;
      v[at + n] = s * v[at]! + c * value;
      v[at] = c * v[at]! - s * value;
    }
  }
  p = -s * s2 * c3 * next * e[l]! / second;
  e[l] = s * p;
  d[l] = c * p;
  return shift;
}

/** The length of (a, b), without overflow. */
function length(a: number, b: number): number {
  const large = Math.max(Math.abs(a), Math.abs(b));
  if (large === 0) return 0;
  const ratio = Math.min(Math.abs(a), Math.abs(b)) / large;
  return large * Math.sqrt(1 + ratio * ratio);
}

/**
 * Sorts the eigenvalues, the largest first and equal ones in their order, with their eigenvectors.
 */
function sort(diagonal: Float64Array, columns: Float64Array, n: number): Eigen {
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b]! - diagonal[a]! || a - b);
  const values = Float64Array.from(order, (i) => diagonal[i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(columns.subarray(from * n, (from + 1) * n), to * n));
  return { values, vectors };
}

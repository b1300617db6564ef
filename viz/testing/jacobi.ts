import type { Features, Shape } from "../features.ts";

/**
 * Eigenvalues, the largest first, and eigenvectors as rows, by Jacobi's rotations: slow, and too
 * plain to be wrong.
 *
 * @param matrix [n][n], symmetric.
 */
export function jacobiEigen(
  matrix: readonly number[][],
): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = a.map((_, i) => a.map((_, j) => Number(i === j)));
  const size = Math.hypot(...a.flat());
  for (let sweep = 0; sweep < 100; sweep++) {
    const off = Math.hypot(...a.flatMap((row, i) => row.filter((_, j) => i !== j)), 0);
    if (off <= 1e-15 * size) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (const row of a) {
          [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
        }
        for (let i = 0; i < n; i++) {
          [a[p]![i], a[q]![i]] = [c * a[p]![i]! - s * a[q]![i]!, s * a[p]![i]! + c * a[q]![i]!];
          [v[p]![i], v[q]![i]] = [c * v[p]![i]! - s * v[q]![i]!, s * v[p]![i]! + c * v[q]![i]!];
        }
      }
    }
  }
  const order = a.map((_, i) => i).sort((i, j) => a[j]![j]! - a[i]![i]!);
  return { values: order.map((i) => a[i]![i]!), vectors: order.map((i) => v[i]!) };
}

/** The covariance of some points and its eigenvectors: principal components by the book. */
export function jacobiPca(features: Features, { count, dimensions }: Shape) {
  const points = Array.from(
    { length: count },
    (_, i) => Array.from(features.subarray(i * dimensions, (i + 1) * dimensions)),
  );
  const mean = Array.from(
    { length: dimensions },
    (_, d) => points.reduce((sum, point) => sum + point[d]!, 0) / count,
  );
  const centred = points.map((point) => point.map((value, d) => value - mean[d]!));
  const covariance = mean.map((_, i) =>
    mean.map((_, j) => centred.reduce((sum, point) => sum + point[i]! * point[j]!, 0) / (count - 1))
  );
  return { mean, centred, ...jacobiEigen(covariance) };
}

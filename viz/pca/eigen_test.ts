import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { jacobiEigen } from "../testing/jacobi.ts";
import { type Eigen, symmetricEigen } from "./eigen.ts";
import { leadingEigen } from "./lanczos.ts";

/** A symmetric matrix with given eigenvalues: random reflections of a diagonal one. */
function withEigenvalues(values: readonly number[], seed: number): Float64Array {
  const n = values.length;
  const generator = createGenerator(seed);
  let matrix = values.map((value, i) => values.map((_, j) => i === j ? value : 0));
  for (let k = 0; k < 3; k++) {
    const raw = values.map(() => generator.uniform() - 0.5);
    const length = Math.hypot(...raw);
    const w = raw.map((value) => value / length);
    const h = values.map((_, i) => values.map((_, j) => Number(i === j) - 2 * w[i]! * w[j]!));
    matrix = product(product(h, matrix), h);
  }
  return Float64Array.from({ length: n * n }, (_, at) => {
    const i = Math.floor(at / n), j = at % n;
    return (matrix[i]![j]! + matrix[j]![i]!) / 2;
  });
}

function product(a: readonly number[][], b: readonly number[][]): number[][] {
  return a.map((row) =>
    b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0))
  );
}

/** The largest |A v - value v| and |v_i v_j - (i = j)| of the first `count` pairs. */
function residual(matrix: Float64Array, n: number, { values, vectors }: Eigen, count: number) {
  const row = (i: number) => vectors.subarray(i * n, (i + 1) * n);
  const times = (v: Float64Array) =>
    v.map((_, i) => v.reduce((sum, value, j) => sum + matrix[i * n + j]! * value, 0));
  let most = 0;
  for (let i = 0; i < count; i++) {
    times(row(i)).forEach((value, d) =>
      most = Math.max(most, Math.abs(value - values[i]! * row(i)[d]!))
    );
    for (let j = 0; j <= i; j++) {
      const dot = row(i).reduce((sum, value, d) => sum + value * row(j)[d]!, 0);
      most = Math.max(most, Math.abs(dot - Number(i === j)));
    }
  }
  return most;
}

// Both methods are backward stable: errors are about n eps times the norm, 1e-14 for these sizes.
const STABLE = 1e-12;

Deno.test("symmetricEigen agrees with Jacobi's method", () => {
  for (const n of [1, 2, 3, 10, 41]) {
    const values = Array.from({ length: n }, (_, i) => 10 / (i + 1) - 1);
    const matrix = withEigenvalues(values, n);
    const rows = Array.from(
      { length: n },
      (_, i) => Array.from(matrix.subarray(i * n, (i + 1) * n)),
    );
    const found = symmetricEigen(matrix, n);
    const expected = jacobiEigen(rows).values;
    expected.forEach((value, i) =>
      assert(Math.abs(value - found.values[i]!) < STABLE, `${n}: ${i}`)
    );
    assert(residual(matrix, n, found, n) < STABLE);
  }
});

Deno.test("symmetricEigen finds equal eigenvalues, zeros and numbers of any scale", () => {
  const n = 12;
  for (const scale of [1, 1e-150, 1e150]) {
    const values = [5, 5, 5, 2, 2, 1, 0, 0, 0, 0, 0, 0];
    const matrix = withEigenvalues(values, 7).map((value) => value * scale);
    const found = symmetricEigen(matrix, n);
    values.forEach((value, i) => assert(Math.abs(value - found.values[i]! / scale) < STABLE));
    assert(
      residual(matrix.map((value) => value / scale), n, {
        ...found,
        values: found.values.map((value) => value / scale),
      }, n) < STABLE,
    );
  }
  assert.deepEqual(symmetricEigen(new Float64Array(9), 3).values, new Float64Array(3));
});

Deno.test("leadingEigen finds the leading pairs of a matrix that is larger than its basis", () => {
  const n = 90;
  const values = Array.from({ length: n }, (_, i) => 100 * 0.8 ** i);
  const matrix = withEigenvalues(values, 1);
  const found = leadingEigen(matrix, n, 5, 32);
  assert.equal(found.values.length, 32);
  values.slice(0, 5).forEach((value, i) => assert(Math.abs(value / found.values[i]! - 1) < STABLE));
  // The tolerance of a residual is 1e-11 of the largest eigenvalue.
  assert(residual(matrix, n, found, 5) < 1e-9);
});

Deno.test("leadingEigen finds equal eigenvalues, a flat spectrum and a matrix of low rank", () => {
  const n = 80;
  for (
    const values of [
      Array.from({ length: n }, (_, i) => i < 6 ? 3 : 1 / (i + 1)),
      Array.from({ length: n }, (_, i) => 1 - i * 1e-4),
      Array.from({ length: n }, () => 2),
      Array.from({ length: n }, (_, i) => i < 3 ? 3 - i : 0),
      Array.from({ length: n }, () => 0),
    ]
  ) {
    const matrix = withEigenvalues(values, 2);
    const found = leadingEigen(matrix, n, 6, 32);
    values.slice(0, 6).forEach((value, i) => assert(Math.abs(value - found.values[i]!) < 1e-11));
    assert(residual(matrix, n, found, 6) < 1e-10);
  }
});

// This module is browser compatible.

import { createGenerator } from "../../data/random.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";
import { type Eigen, symmetricEigen } from "./eigen.ts";
import { addScaled, dot, norm, orthonormalise } from "./vectors.ts";

/** Vectors that the basis grows by at once: so many equal eigenvalues are all found. */
const BLOCK = 8;
/**
 * The residual may be this part of the largest eigenvalue; the error of an eigenvalue is about its
 * square.
 */
const TOLERANCE = 1e-11;
/**
 * After so many bases the eigenvalues are taken to be nearly equal, and the full method is the
 * quicker one.
 */
const ROUNDS = 40;

/**
 * The largest eigenvalues and eigenvectors of a symmetric matrix without negative eigenvalues:
 * block Lanczos with full orthogonalisation and restarts (Golub and Van Loan, "Matrix
 * Computations", 2013, sections 10.1 to 10.3). The start comes from a seeded generator, so that the
 * result is the same everywhere.
 *
 * @param matrix [n, n].
 * @param wanted How many have to be exact.
 * @param width Vectors in the basis, more than `wanted` + 8. All are returned, the rest of them as
 * the best approximations that the basis holds; there are fewer where n is smaller.
 */
export function leadingEigen(
  matrix: Float64Array,
  n: number,
  wanted: number,
  width: number,
): Eigen {
  if (width >= n) return symmetricEigen(matrix, n);
  const basis = createBasis(matrix, n, width);
  const generator = createGenerator(1);
  const random = () => Float64Array.from({ length: n }, () => generator.uniform() - 0.5);
  const start = Math.max(BLOCK, wanted);
  basis.extend(Array.from({ length: start }, random));
  for (let round = 0; round < ROUNDS; round++) {
    while (basis.size() < width) {
      // Where the matrix leads nowhere new it spans no more than the basis, and any direction will
      // do.
      if (!basis.extend(basis.lastImages(BLOCK))) basis.extend([random()]);
    }
    const ritz = ritzPairs(basis.vectors(), basis.images(), n, width);
    if (ritz.residual(wanted) <= TOLERANCE * ritz.values[0]!) return ritz;
    basis.clear();
    basis.extend(Array.from({ length: start }, (_, i) => ritz.vectors.slice(i * n, (i + 1) * n)));
  }
  return symmetricEigen(matrix, n);
}

/** An orthonormal basis that grows, and what the matrix makes of its vectors. */
function createBasis(matrix: Float64Array, n: number, width: number) {
  const kernels = instantiateKernels();
  const layout = createLayout(kernels.heapBase());
  const stride = n + n % 2;
  // The kernel takes rows by fours; those behind the last vector are computed and overwritten.
  const rows = width + 4;
  const matrixAt = layout.reserve(stride * stride * 8);
  const vectorsAt = layout.reserve(rows * stride * 8);
  const imagesAt = layout.reserve(rows * stride * 8);
  growMemory(kernels.memory, layout.end);
  const { buffer } = kernels.memory;
  const vectors = new Float64Array(buffer, vectorsAt, rows * stride);
  const images = new Float64Array(buffer, imagesAt, rows * stride);
  const padded = new Float64Array(buffer, matrixAt, stride * stride);
  for (let i = 0; i < n; i++) padded.set(matrix.subarray(i * n, (i + 1) * n), i * stride);
  const row = (of: Float64Array, i: number) => of.subarray(i * stride, i * stride + n);
  let size = 0;
  return {
    size: () => size,
    clear: () => void (size = 0),
    vectors: () => Array.from({ length: size }, (_, i) => row(vectors, i)),
    images: () => Array.from({ length: size }, (_, i) => row(images, i)),
    /** Copies of the images of the last vectors. */
    lastImages: (count: number) =>
      Array.from({ length: Math.min(count, size) }, (_, i) => row(images, size - 1 - i).slice()),
    /**
     * Adds what is new in some vectors, as far as there is room; returns whether there was
     * something new.
     */
    extend(candidates: readonly Float64Array[]): boolean {
      const first = size;
      for (const candidate of candidates) {
        if (size === width) break;
        const known = Array.from({ length: size }, (_, i) => row(vectors, i));
        if (orthonormalise(candidate, known)) row(vectors, size++).set(candidate);
      }
      if (size === first) return false;
      const added = Math.ceil((size - first) / 4) * 4;
      const [from, to] = [vectorsAt, imagesAt].map((at) => at + first * stride * 8);
      images.fill(0, first * stride, Math.min(rows, first + added) * stride);
      kernels.addProducts(from!, added, stride, matrixAt, stride, stride, stride, to!, stride);
      return true;
    },
  };
}

/**
 * Rayleigh and Ritz: the best approximations of eigenvectors in a basis (Golub and Van Loan,
 * section 8.1.4).
 */
function ritzPairs(
  vectors: readonly Float64Array[],
  images: readonly Float64Array[],
  n: number,
  size: number,
) {
  const projected = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) projected[i * size + j] = dot(vectors[i]!, images[j]!);
  }
  const { values, vectors: weights } = symmetricEigen(projected, size);
  const combine = (of: readonly Float64Array[], i: number, into: Float64Array) =>
    of.forEach((vector, j) => addScaled(into, vector, weights[i * size + j]!));
  const result = new Float64Array(size * n);
  for (let i = 0; i < size; i++) combine(vectors, i, result.subarray(i * n, (i + 1) * n));
  return {
    values,
    vectors: result,
    /** The largest length of C v - value v among the first so many. */
    residual(count: number): number {
      let largest = 0;
      for (let i = 0; i < count; i++) {
        const rest = new Float64Array(n);
        combine(images, i, rest);
        addScaled(rest, result.subarray(i * n, (i + 1) * n), -values[i]!);
        largest = Math.max(largest, norm(rest));
      }
      return largest;
    },
  };
}

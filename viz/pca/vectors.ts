// This module is browser compatible.

/** The scalar product of two vectors, summed in the order of the elements. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The Euclidean norm of a vector. */
export function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

/** Adds a multiple of a vector to another one. */
export function addScaled(to: Float64Array, vector: Float64Array, scale: number): void {
  for (let i = 0; i < to.length; i++) to[i] = to[i]! + scale * vector[i]!;
}

/**
 * Makes a vector orthogonal to other vectors and scales it to length 1: repeated Gram-Schmidt.
 *
 * @param others Orthonormal vectors.
 * @returns false where the vector is a linear combination of the others, up to rounding.
 */
export function orthonormalise(vector: Float64Array, others: readonly Float64Array[]): boolean {
  let length = norm(vector);
  // Each pass leaves rounding errors in proportion to the part that it subtracted. Two passes are
  // enough, except for a vector that consists of rounding errors.
  for (let pass = 0; pass < 4 && length > 0; pass++) {
    for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! / length;
    for (const other of others) addScaled(vector, other, -dot(vector, other));
    length = norm(vector);
    if (length > 0.7) break;
  }
  if (!(length > 0.5)) return false;
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! / length;
  return true;
}

// This module is browser compatible.

/** The scalar product, summed in the order of the elements. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The length of a vector. */
export function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

/** Adds a multiple of a vector to another one. */
export function addScaled(to: Float64Array, vector: Float64Array, scale: number): void {
  for (let i = 0; i < to.length; i++) to[i] = to[i]! + scale * vector[i]!;
}

/**
 * Makes a vector orthogonal to others, which are orthonormal, and of length 1: Gram and Schmidt,
 * repeated until nothing is taken away any more.
 *
 * @returns false where the vector is a sum of the others to the last bit.
 */
export function orthonormalise(vector: Float64Array, others: readonly Float64Array[]): boolean {
  let length = norm(vector);
  // Each pass leaves rounding errors in proportion to what it took away; two are enough but for
  // what is all rounding.
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

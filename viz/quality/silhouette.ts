// This module is browser compatible.

/**
 * The silhouette of a point: (b - a) / max(a, b), where a is its mean distance from the others of
 * its class and b that from the nearest other class (Rousseeuw, "Silhouettes: a graphical aid to
 * the interpretation and validation of cluster analysis", 1987).
 *
 * @param squares [count]: squared distances of the point from all.
 * @param classes [count]: the class of each point.
 * @param sizes [classes]: how many points each class has.
 * @returns -1 to 1; 0 for a point alone in its class, and where there is but one class.
 */
export function silhouetteOf(
  point: number,
  squares: Float32Array,
  classes: Int32Array,
  sizes: Int32Array,
): number {
  const own = classes[point]!;
  if (sizes[own] === 1 || sizes.length === 1) return 0;
  const sums = new Float64Array(sizes.length);
  for (let i = 0; i < classes.length; i++) {
    sums[classes[i]!] = sums[classes[i]!]! + Math.sqrt(squares[i]!);
  }
  const within = sums[own]! / (sizes[own]! - 1);
  let beside = Infinity;
  sums.forEach((sum, c) => {
    if (c !== own) beside = Math.min(beside, sum / sizes[c]!);
  });
  const larger = Math.max(within, beside);
  return larger > 0 ? (beside - within) / larger : 0;
}

// This module is browser compatible.

/**
 * The silhouette of a point: (b - a) / max(a, b), where a is its mean distance from the others of
 * its class and b its mean distance from the nearest other class (Rousseeuw, "Silhouettes: a
 * graphical aid to the interpretation and validation of cluster analysis", 1987).
 *
 * @param squares [count]: squared distances of the point from all points.
 * @param classes [count]: the class of each point.
 * @param sizes [classes]: the number of points of each class.
 * @returns -1 to 1; 0 for the only point of a class, and where there is only one class.
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
  let nearestOther = Infinity;
  sums.forEach((sum, c) => {
    if (c !== own) nearestOther = Math.min(nearestOther, sum / sizes[c]!);
  });
  const larger = Math.max(within, nearestOther);
  return larger > 0 ? (nearestOther - within) / larger : 0;
}

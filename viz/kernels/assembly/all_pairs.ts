// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * The forces that push all points of a map apart, summed over all pairs: exact, and for few points
 * quicker than a mesh.
 */

/**
 * Writes repulsions f64 [points][2], the sums of (y_i - y_j) / (1 + d^2)^2, on the points of a map
 * f64 [points][2] and returns the sum of 1 / (1 + d^2) over all ordered pairs.
 */
export function repelAll(map: usize, points: i32, repulsions: usize): f64 {
  const one = f64x2.splat(1);
  const end = map + (<usize> points << 4);
  const pairs = map + (<usize> (points & ~1) << 4);
  let total: f64 = 0;
  for (let own = map; own < end; own += 16) {
    const place = v128.load(own);
    let forceA = f64x2.splat(0), forceB = forceA, sum = forceA;
    for (let other = map; other < pairs; other += 32) {
      const a = f64x2.sub(place, v128.load(other));
      const b = f64x2.sub(place, v128.load(other, 16));
      const aa = f64x2.mul(a, a), bb = f64x2.mul(b, b);
      const squares = f64x2.add(
        v128.shuffle<f64>(aa, bb, 0, 2),
        v128.shuffle<f64>(aa, bb, 1, 3),
      );
      const similarity = f64x2.div(one, f64x2.add(one, squares));
      sum = f64x2.add(sum, similarity);
      const weight = f64x2.mul(similarity, similarity);
      forceA = f64x2.add(forceA, f64x2.mul(v128.shuffle<f64>(weight, weight, 0, 0), a));
      forceB = f64x2.add(forceB, f64x2.mul(v128.shuffle<f64>(weight, weight, 1, 1), b));
    }
    if (pairs < end) {
      const a = f64x2.sub(place, v128.load(pairs));
      const aa = f64x2.mul(a, a);
      const square = f64x2.extract_lane(aa, 0) + f64x2.extract_lane(aa, 1);
      const similarity = 1 / (1 + square);
      sum = f64x2.add(sum, f64x2.replace_lane(f64x2.splat(0), 0, similarity));
      forceA = f64x2.add(forceA, f64x2.mul(f64x2.splat(similarity * similarity), a));
    }
    // The point with itself: a similarity of 1, and no force.
    total += f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) - 1;
    v128.store(repulsions, f64x2.add(forceA, forceB));
    repulsions += 16;
  }
  return total;
}

// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * The forces that pull neighbours together: the first sum of the gradient of t-SNE (van der Maaten
 * 2014, equation 8), without its factor 4.
 *
 * Neighbours of the i-th of some points are the edges rows[i] to rows[i + 1] - 1, a multiple of 4;
 * an edge is a pair of i32 and f32: the neighbour and the affinity p_ij. What fills a row up to a
 * multiple of 4 has affinity 0. float32 is enough here: the forces are some hundreds of terms of
 * one size, and the mesh is coarser than the rounding.
 */
import { log } from "./exponential.ts";

/** Forces f32 [count][2] on the points from `first` on of the map f32 [points][2]. */
export function attract(
  map: usize,
  first: i32,
  count: i32,
  rows: usize,
  edges: usize,
  forces: usize,
): void {
  const one = f32x4.splat(1);
  let at = edges + (<usize> load<i32>(rows) << 3);
  for (let i = first; i < first + count; i++) {
    rows += 4;
    const end = edges + (<usize> load<i32>(rows) << 3);
    const own = map + (<usize> i << 3);
    const x = v128.load32_splat(own);
    const y = v128.load32_splat(own, 4);
    let forceX = f32x4.splat(0), forceY = forceX;
    for (; at < end; at += 32) {
      const ab = v128.load64_lane(
        map + (<usize> load<i32>(at, 8) << 3),
        v128.load64_zero(map + (<usize> load<i32>(at) << 3)),
        1,
      );
      const cd = v128.load64_lane(
        map + (<usize> load<i32>(at, 24) << 3),
        v128.load64_zero(map + (<usize> load<i32>(at, 16) << 3)),
        1,
      );
      const affinity = v128.shuffle<f32>(v128.load(at), v128.load(at, 16), 1, 3, 5, 7);
      const dx = f32x4.sub(x, v128.shuffle<f32>(ab, cd, 0, 2, 4, 6));
      const dy = f32x4.sub(y, v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
      const distance = f32x4.add(f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)), one);
      const weight = f32x4.div(affinity, distance);
      forceX = f32x4.add(forceX, f32x4.mul(weight, dx));
      forceY = f32x4.add(forceY, f32x4.mul(weight, dy));
    }
    store<f32>(forces, sumOfLanes(forceX));
    store<f32>(forces, sumOfLanes(forceY), 4);
    forces += 8;
  }
}

function sumOfLanes(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/**
 * What each point adds to the Kullback-Leibler divergence of the map f64 [points][2], beside its
 * part of ln Z: the sum over its edges of p ln(p (1 + d^2)), f64 [count].
 */
export function divergence(
  map: usize,
  first: i32,
  count: i32,
  rows: usize,
  edges: usize,
  out: usize,
): void {
  let at = edges + (<usize> load<i32>(rows) << 3);
  for (let i = first; i < first + count; i++) {
    rows += 4;
    const end = edges + (<usize> load<i32>(rows) << 3);
    const own = map + (<usize> i << 4);
    let sum: f64 = 0;
    for (; at < end; at += 8) {
      const affinity = <f64> load<f32>(at, 4);
      if (affinity === 0) continue;
      const other = map + (<usize> load<i32>(at) << 4);
      const dx = load<f64>(own) - load<f64>(other);
      const dy = load<f64>(own, 8) - load<f64>(other, 8);
      sum += affinity * log(affinity * (1 + dx * dx + dy * dy));
    }
    store<f64>(out, sum);
    out += 8;
  }
}

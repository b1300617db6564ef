// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * All distances of some points, and who comes how far up among them. Points lie in blocks of 8, as
 * in neighbours.ts; what fills the last block is infinitely far away.
 */
import { clearHeap, offer, sortHeap } from "./heap.ts";

/**
 * Squared distances f32 [4][blockCount][8] of four queries, f32 [dimensions][4], from all points.
 */
export function distancesOfFour(
  blocks: usize,
  blockCount: i32,
  dimensions: i32,
  queries: usize,
  out: usize,
): void {
  const row = <usize> blockCount << 5;
  for (let block = 0; block < blockCount; block++) {
    let low0 = f32x4.splat(0), high0 = low0, low1 = low0, high1 = low0;
    let low2 = low0, high2 = low0, low3 = low0, high3 = low0;
    let query = queries;
    for (let d = 0; d < dimensions; d++) {
      const low = v128.load(blocks), high = v128.load(blocks, 16);
      blocks += 32;
      let splat = v128.load32_splat(query);
      let a = f32x4.sub(low, splat), b = f32x4.sub(high, splat);
      low0 = f32x4.add(low0, f32x4.mul(a, a)), high0 = f32x4.add(high0, f32x4.mul(b, b));
      splat = v128.load32_splat(query, 4);
      a = f32x4.sub(low, splat), b = f32x4.sub(high, splat);
      low1 = f32x4.add(low1, f32x4.mul(a, a)), high1 = f32x4.add(high1, f32x4.mul(b, b));
      splat = v128.load32_splat(query, 8);
      a = f32x4.sub(low, splat), b = f32x4.sub(high, splat);
      low2 = f32x4.add(low2, f32x4.mul(a, a)), high2 = f32x4.add(high2, f32x4.mul(b, b));
      splat = v128.load32_splat(query, 12);
      a = f32x4.sub(low, splat), b = f32x4.sub(high, splat);
      low3 = f32x4.add(low3, f32x4.mul(a, a)), high3 = f32x4.add(high3, f32x4.mul(b, b));
      query += 16;
    }
    v128.store(out, low0), v128.store(out, high0, 16);
    v128.store(out + row, low1), v128.store(out + row, high1, 16);
    v128.store(out + 2 * row, low2), v128.store(out + 2 * row, high2, 16);
    v128.store(out + 3 * row, low3), v128.store(out + 3 * row, high3, 16);
    out += 32;
  }
}

/**
 * The k nearest in a row of distances f32 [points] (a multiple of 8), the nearest first; the query
 * itself left out.
 */
export function nearestInRow(
  row: usize,
  points: i32,
  query: i32,
  k: i32,
  distances: usize,
  indices: usize,
): void {
  clearHeap(distances, indices, k);
  for (let i = 0; i < points; i += 4) {
    const four = v128.load(row + (<usize> i << 2));
    const mask = i32x4.bitmask(f32x4.le(four, v128.load32_splat(distances)));
    if (mask === 0) continue;
    for (let lane = 0; lane < 4; lane++) {
      if (((mask >> lane) & 1) === 0 || i + lane === query) continue;
      offer(distances, indices, k, load<f32>(row + (<usize> (i + lane) << 2)), i + lane);
    }
  }
  sortHeap(distances, indices, k);
}

/**
 * How far up a point comes among the neighbours of a query: 1 for the nearest one, of equal ones
 * the first one first.
 */
export function rankInRow(row: usize, points: i32, query: i32, index: i32): i32 {
  const own = load<f32>(row + (<usize> index << 2));
  const limit = f32x4.splat(own);
  let nearer = i32x4.splat(0), equal = i32x4.splat(0);
  const split = index & ~3;
  for (let i = 0; i < points; i += 4) {
    const four = v128.load(row + (<usize> i << 2));
    // What is true is -1 in all its bits.
    nearer = i32x4.sub(nearer, f32x4.lt(four, limit));
    if (i < split) equal = i32x4.sub(equal, f32x4.eq(four, limit));
  }
  const sum = i32x4.add(nearer, equal);
  let rank = 1 + i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
  for (let i = split; i < index; i++) {
    if (load<f32>(row + (<usize> i << 2)) === own) rank++;
  }
  const self = load<f32>(row + (<usize> query << 2));
  if (self < own || (self === own && query < index)) rank--;
  return rank;
}

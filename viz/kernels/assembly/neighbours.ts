// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * Exact nearest neighbours by squared distance, as f32.
 *
 * Points lie in blocks of 8, f32 [block][dimension][8], in an order that puts near points near each
 * other; what fills the last block is so far away that its distances are infinite. Two kinds of
 * work are left out without changing the result: boxes around the points that are farther away than
 * all neighbours found so far, and the rest of a sum that is already larger.
 */
import { clearHeap, offer, sortHeap } from "./heap.ts";

/** Blocks in a leaf, the smaller kind of box. */
const LEAF: i32 = 2;
/** Leaves in a branch, the larger kind of box. */
const BRANCH: i32 = 16;
/** Dimensions between two looks at whether a sum is already too large. */
const STRIDE: i32 = 4;
/** Bounds are rounded in another order than distances; this much of them is safe. */
const SAFE: f32 = 0.9999;

/**
 * Bounds [box][2][dimensions] of the first `boxDimensions` dimensions (a multiple of 4) of so many
 * blocks a box.
 */
function boundBoxes(
  blocks: usize,
  blockCount: i32,
  dimensions: i32,
  boxDimensions: i32,
  blocksInBox: i32,
  boxes: usize,
): void {
  for (let first = 0; first < blockCount; first += blocksInBox) {
    const last = min(first + blocksInBox, blockCount);
    for (let d = 0; d < boxDimensions; d++) {
      let least = f32x4.splat(f32.MAX_VALUE);
      let most = f32x4.splat(-f32.MAX_VALUE);
      for (let b = first; b < last; b++) {
        const at = blocks + (<usize> (b * dimensions + d) << 5);
        const low = v128.load(at);
        const high = v128.load(at, 16);
        least = f32x4.min(least, f32x4.min(low, high));
        most = f32x4.max(most, f32x4.max(low, high));
      }
      store<f32>(
        boxes + (<usize> d << 2),
        min(
          min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
          min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
        ),
      );
      store<f32>(
        boxes + (<usize> (boxDimensions + d) << 2),
        max(
          max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
          max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
        ),
      );
    }
    boxes += <usize> boxDimensions << 3;
  }
}

/** Bytes that {@linkcode boundPoints} fills. */
export function boundsSize(blockCount: i32, boxDimensions: i32): i32 {
  const leaves = (blockCount + LEAF - 1) / LEAF;
  const branches = (leaves + BRANCH - 1) / BRANCH;
  // One more box, for the queries.
  return (leaves + branches + 1) * boxDimensions * 8;
}

/** Puts boxes around the points: [leaf], then [branch], then room for the box of four queries. */
export function boundPoints(
  blocks: usize,
  blockCount: i32,
  dimensions: i32,
  boxDimensions: i32,
  bounds: usize,
): void {
  const leaves = (blockCount + LEAF - 1) / LEAF;
  boundBoxes(blocks, blockCount, dimensions, boxDimensions, LEAF, bounds);
  const branches = bounds + (<usize> (leaves * boxDimensions) << 3);
  boundBoxes(blocks, blockCount, dimensions, boxDimensions, LEAF * BRANCH, branches);
}

/** The squared distance between two boxes, never more than that of any two points in them. */
function boxDistance(a: usize, b: usize, boxDimensions: i32): f32 {
  const size = <usize> boxDimensions << 2;
  const none = f32x4.splat(0);
  let sum = none;
  for (let at: usize = 0; at < size; at += 16) {
    const gap = f32x4.max(
      none,
      f32x4.max(
        f32x4.sub(v128.load(a + at), v128.load(b + at + size)),
        f32x4.sub(v128.load(b + at), v128.load(a + at + size)),
      ),
    );
    sum = f32x4.add(sum, f32x4.mul(gap, gap));
  }
  return ((f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))) * SAFE;
}

/** Puts a box around four queries, whose first coordinates lie at `query`. */
function boundQueries(query: usize, boxDimensions: i32, box: usize): void {
  for (let d = 0; d < boxDimensions; d++) {
    const four = v128.load(query + (<usize> d << 5));
    const a = f32x4.extract_lane(four, 0);
    const b = f32x4.extract_lane(four, 1);
    const c = f32x4.extract_lane(four, 2);
    const e = f32x4.extract_lane(four, 3);
    store<f32>(box + (<usize> d << 2), min(min(a, b), min(c, e)));
    store<f32>(box + (<usize> (boxDimensions + d) << 2), max(max(a, b), max(c, e)));
  }
}

/**
 * Offers the eight points of a block, at distances `low` and `high`, to the heap of point `query`.
 */
function offerBlock(
  distances: usize,
  indices: usize,
  k: i32,
  low: v128,
  high: v128,
  first: i32,
  query: i32,
): void {
  const farthest = v128.load32_splat(distances);
  const mask = i32x4.bitmask(f32x4.le(low, farthest)) |
    (i32x4.bitmask(f32x4.le(high, farthest)) << 4);
  if (mask === 0) return;
  if (mask & 1) offerOther(distances, indices, k, f32x4.extract_lane(low, 0), first, query);
  if (mask & 2) offerOther(distances, indices, k, f32x4.extract_lane(low, 1), first + 1, query);
  if (mask & 4) offerOther(distances, indices, k, f32x4.extract_lane(low, 2), first + 2, query);
  if (mask & 8) offerOther(distances, indices, k, f32x4.extract_lane(low, 3), first + 3, query);
  if (mask & 16) offerOther(distances, indices, k, f32x4.extract_lane(high, 0), first + 4, query);
  if (mask & 32) offerOther(distances, indices, k, f32x4.extract_lane(high, 1), first + 5, query);
  if (mask & 64) offerOther(distances, indices, k, f32x4.extract_lane(high, 2), first + 6, query);
  if (mask & 128) offerOther(distances, indices, k, f32x4.extract_lane(high, 3), first + 7, query);
}

function offerOther(
  distances: usize,
  indices: usize,
  k: i32,
  distance: f32,
  index: i32,
  query: i32,
): void {
  if (index !== query) offer(distances, indices, k, distance, index);
}

/**
 * Finds the k nearest neighbours of the points `first` to `last` - 1 (`first` a multiple of 4; what
 * is asked for beyond a multiple of 4 is computed too): distances f32 [last - first][k] and indices
 * i32 [last - first][k], the nearest first, of two at the same distance the one with the smaller
 * index first. The point itself is left out.
 */
export function nearestNeighbours(
  blocks: usize,
  blockCount: i32,
  dimensions: i32,
  first: i32,
  last: i32,
  k: i32,
  distances: usize,
  indices: usize,
  bounds: usize,
  boxDimensions: i32,
): void {
  const row = <usize> k << 2;
  const boxSize = <usize> boxDimensions << 3;
  const leaves = (blockCount + LEAF - 1) / LEAF;
  const branches = (leaves + BRANCH - 1) / BRANCH;
  const branchBounds = bounds + <usize> leaves * boxSize;
  const box = branchBounds + <usize> branches * boxSize;
  for (let query = first; query < last; query += 4) {
    for (let j = 0; j < 4; j++) clearHeap(distances + row * j, indices + row * j, k);
    const coordinates = blocks + (<usize> ((query >> 3) * dimensions) << 5) +
      (<usize> (query & 7) << 2);
    boundQueries(coordinates, boxDimensions, box);
    const home = (query >> 3) / (LEAF * BRANCH);
    for (let step = 0; step < branches; step++) {
      // Outwards from where the queries are: near points first make the bounds tight early.
      let branch = step & 1 ? home + ((step + 1) >> 1) : home - (step >> 1);
      if (branch >= branches) branch -= branches;
      if (branch < 0) branch += branches;
      const bound = boxDistance(branchBounds + <usize> branch * boxSize, box, boxDimensions);
      if (bound > farthestOfFour(distances, row)) continue;
      const lastLeaf = min(leaves, (branch + 1) * BRANCH);
      for (let leaf = branch * BRANCH; leaf < lastLeaf; leaf++) {
        const bound = boxDistance(bounds + <usize> leaf * boxSize, box, boxDimensions);
        if (bound > farthestOfFour(distances, row)) continue;
        const lastBlock = min(blockCount, (leaf + 1) * LEAF);
        for (let block = leaf * LEAF; block < lastBlock; block++) {
          visitBlock(blocks, block, dimensions, coordinates, query, k, distances, indices);
        }
      }
    }
    for (let j = 0; j < 4; j++) sortHeap(distances + row * j, indices + row * j, k);
    distances += row << 2;
    indices += row << 2;
  }
}

function farthestOfFour(distances: usize, row: usize): f32 {
  return max(
    max(load<f32>(distances), load<f32>(distances + row)),
    max(load<f32>(distances + 2 * row), load<f32>(distances + 3 * row)),
  );
}

/**
 * Measures a block of eight points from four queries, as long as one of them can be a neighbour,
 * and offers them.
 */
function visitBlock(
  blocks: usize,
  block: i32,
  dimensions: i32,
  query: usize,
  first: i32,
  k: i32,
  distances: usize,
  indices: usize,
): void {
  const row = <usize> k << 2;
  const farthest0 = v128.load32_splat(distances);
  const farthest1 = v128.load32_splat(distances + row);
  const farthest2 = v128.load32_splat(distances + 2 * row);
  const farthest3 = v128.load32_splat(distances + 3 * row);
  let at = blocks + (<usize> (block * dimensions) << 5);
  let low0 = f32x4.splat(0), high0 = low0, low1 = low0, high1 = low0;
  let low2 = low0, high2 = low0, low3 = low0, high3 = low0;
  const end = at + (<usize> dimensions << 5);
  while (at < end) {
    const pause = min(at + (<usize> STRIDE << 5), end);
    for (; at < pause; at += 32) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      let splat = v128.load32_splat(query);
      let a = f32x4.sub(low, splat);
      let b = f32x4.sub(high, splat);
      low0 = f32x4.add(low0, f32x4.mul(a, a));
      high0 = f32x4.add(high0, f32x4.mul(b, b));
      splat = v128.load32_splat(query, 4);
      a = f32x4.sub(low, splat);
      b = f32x4.sub(high, splat);
      low1 = f32x4.add(low1, f32x4.mul(a, a));
      high1 = f32x4.add(high1, f32x4.mul(b, b));
      splat = v128.load32_splat(query, 8);
      a = f32x4.sub(low, splat);
      b = f32x4.sub(high, splat);
      low2 = f32x4.add(low2, f32x4.mul(a, a));
      high2 = f32x4.add(high2, f32x4.mul(b, b));
      splat = v128.load32_splat(query, 12);
      a = f32x4.sub(low, splat);
      b = f32x4.sub(high, splat);
      low3 = f32x4.add(low3, f32x4.mul(a, a));
      high3 = f32x4.add(high3, f32x4.mul(b, b));
      query += 32;
    }
    const some = v128.or(
      v128.or(
        v128.or(f32x4.le(low0, farthest0), f32x4.le(high0, farthest0)),
        v128.or(f32x4.le(low1, farthest1), f32x4.le(high1, farthest1)),
      ),
      v128.or(
        v128.or(f32x4.le(low2, farthest2), f32x4.le(high2, farthest2)),
        v128.or(f32x4.le(low3, farthest3), f32x4.le(high3, farthest3)),
      ),
    );
    if (!v128.any_true(some)) return;
  }
  const index = block << 3;
  offerBlock(distances, indices, k, low0, high0, index, first);
  offerBlock(distances + row, indices + row, k, low1, high1, index, first + 1);
  offerBlock(distances + 2 * row, indices + 2 * row, k, low2, high2, index, first + 2);
  offerBlock(distances + 3 * row, indices + 3 * row, k, low3, high3, index, first + 3);
}

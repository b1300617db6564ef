// This module is browser compatible.

import type { Rotated } from "./rotate.ts";

/** Points of a leaf: a block of the search for neighbours. */
const LEAF = 8;
/** Coordinates that a split may choose from: the others vary less. */
const CANDIDATES = 24;
/** Variances are estimated from about so many points of a group. */
const SAMPLE = 1000;

/**
 * An order of the points, [count], in which near ones stand near each other: that of the leaves of
 * a k-d tree. Each group is split at the median of the coordinate in which it varies most; equal
 * ones are told apart by their number.
 */
export function nearnessOrder({ points, stride }: Rotated): Int32Array {
  const order = Int32Array.from({ length: points.length / stride }, (_, i) => i);
  const candidates = Math.min(stride, CANDIDATES);
  const groups: [first: number, end: number][] = [[0, order.length]];
  for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
    const [first, end] = group;
    if (end - first <= LEAF) continue;
    const along = widest(points, stride, order, first, end, candidates);
    const half = Math.ceil((end - first) / 2 / LEAF) * LEAF;
    const middle = Math.min(first + half, end - 1);
    partition(points, stride, order, first, end, middle, along);
    groups.push([first, middle], [middle, end]);
  }
  return order;
}

/** The coordinate in which a group varies most. */
function widest(
  points: Float32Array,
  stride: number,
  order: Int32Array,
  first: number,
  end: number,
  candidates: number,
): number {
  const step = Math.max(1, Math.floor((end - first) / SAMPLE));
  let best = 0, most = -1;
  for (let d = 0; d < candidates; d++) {
    let sum = 0, squares = 0, seen = 0;
    for (let i = first; i < end; i += step, seen++) {
      const value = points[order[i]! * stride + d]!;
      sum += value;
      squares += value * value;
    }
    const variance = squares / seen - (sum / seen) * (sum / seen);
    if (variance > most) [best, most] = [d, variance];
  }
  return best;
}

/** Brings the points before `middle` in a sorted group before it (Hoare's selection). */
function partition(
  points: Float32Array,
  stride: number,
  order: Int32Array,
  first: number,
  end: number,
  middle: number,
  along: number,
): void {
  const before = (a: number, b: number): boolean => {
    const x = points[a * stride + along]!, y = points[b * stride + along]!;
    return x < y || (x === y && a < b);
  };
  let left = first, right = end - 1;
  while (left < right) {
    const pivot = order[(left + right) >> 1]!;
    let i = left, j = right;
    while (i <= j) {
      while (before(order[i]!, pivot)) i++;
      while (before(pivot, order[j]!)) j--;
      if (i <= j) {
        const moved = order[i]!;
        order[i++] = order[j]!;
        order[j--] = moved;
      }
    }
    if (middle <= j) right = j;
    else if (middle >= i) left = i;
    else break;
  }
}

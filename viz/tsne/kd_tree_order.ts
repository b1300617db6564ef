// This module is browser compatible.

import type { Rotated } from "./rotate.ts";

/** Points of a leaf, which are a block of the neighbour search. */
const LEAF = 8;
/** A split takes one of the first coordinates: the others vary less. */
const CANDIDATES = 24;
/** Points of a group from which its variances are estimated, about. */
const SAMPLE = 1000;

/**
 * The points, [count], in the order of the leaves of a k-d tree, so that points near each other in
 * space are near each other in the order. Each group is split at the median of the coordinate in
 * which it varies most. Of two equal coordinates the point with the smaller number comes first.
 */
export function kdTreeOrder({ points, stride }: Rotated): Int32Array {
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

/** The coordinate in which the points `first` to `end` - 1 of the order vary most. */
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
    let sum = 0, squares = 0, used = 0;
    for (let i = first; i < end; i += step, used++) {
      const value = points[order[i]! * stride + d]!;
      sum += value;
      squares += value * value;
    }
    const variance = squares / used - (sum / used) * (sum / used);
    if (variance > most) [best, most] = [d, variance];
  }
  return best;
}

/**
 * Moves the smaller points of a group to the places before `middle` and the others behind it
 * (Hoare's quickselect).
 */
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

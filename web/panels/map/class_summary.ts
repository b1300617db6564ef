// This module is browser compatible.
import { createPointGrid } from "./point_grid.ts";
import { boundsOf } from "./view.ts";

/** What a map shows of a class, in numbers that can be read out. */
export interface ClassSummary {
  /** Points of the class. */
  readonly count: number;
  /** The mean of their places, in the map's units. */
  readonly x: number;
  readonly y: number;
  /** The share of points whose nearest point on the map is of the same class, 0..1. */
  readonly together: number;
  /** The other class that is most often the nearest; `undefined` where none is. */
  readonly beside?: number;
}

/**
 * Sums a map up, class by class.
 *
 * @param positions [count, 2].
 * @param labels [count]: the class of each point.
 * @param classes How many classes there are.
 */
export function summarizeClasses(
  positions: Float32Array,
  labels: Uint8Array,
  classes: number,
): ClassSummary[] {
  const grid = createPointGrid(positions);
  const { left, bottom, right, top } = boundsOf(positions);
  const everywhere = right - left + top - bottom;
  const sums = Array.from({ length: classes }, () => ({ count: 0, x: 0, y: 0 }));
  /** [classes, classes]: how often the nearest of one is of another. */
  const nearest = new Int32Array(classes * classes);
  labels.forEach((label, i) => {
    const sum = sums[label]!, x = positions[2 * i]!, y = positions[2 * i + 1]!;
    sum.count++, sum.x += x, sum.y += y;
    const other = grid.nearest(x, y, everywhere, (point) => point !== i);
    if (other >= 0) nearest[label * classes + labels[other]!]!++;
  });
  return sums.map(({ count, x, y }, label) => {
    const row = nearest.subarray(label * classes, (label + 1) * classes);
    let beside = -1;
    row.forEach((times, other) => {
      if (other !== label && times > 0 && (beside < 0 || times > row[beside]!)) beside = other;
    });
    return {
      count,
      x: x / Math.max(1, count),
      y: y / Math.max(1, count),
      together: row[label]! / Math.max(1, count),
      ...beside >= 0 && { beside },
    };
  });
}

/** Where a place of the map is, in words: "top left", "middle". */
export function placeInWords(positions: Float32Array, x: number, y: number): string {
  const { left, bottom, right, top } = boundsOf(positions);
  const third = (value: number, low: number, high: number) =>
    high > low ? Math.min(2, Math.floor(3 * (value - low) / (high - low))) : 1;
  const words = [
    ["bottom", "", "top"][third(y, bottom, top)],
    ["left", "", "right"][third(x, left, right)],
  ].filter(Boolean);
  return words.length > 0 ? words.join(" ") : "middle";
}

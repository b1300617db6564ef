// This module is browser compatible.
import { createPointGrid } from "./point_grid.ts";
import { boundsOf } from "./view.ts";

/** The position of a class on a map, and its neighbours. */
export interface ClassSummary {
  /** The number of points of the class. */
  readonly count: number;
  /** The mean of their positions, in the map's units. */
  readonly x: number;
  readonly y: number;
  /** The fraction of points whose nearest point on the map has the same class, 0..1. */
  readonly sameNearest: number;
  /** The other class that is most often nearest; `undefined` where there is none. */
  readonly otherNearest?: number;
}

/**
 * Summarizes each class of a map.
 *
 * @param positions [count, 2].
 * @param labels The class of each point, [count].
 * @param classes The number of classes.
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
  /** The number of points of a class whose nearest point has another class, [classes, classes]. */
  const nearest = new Int32Array(classes * classes);
  labels.forEach((label, i) => {
    const sum = sums[label]!, x = positions[2 * i]!, y = positions[2 * i + 1]!;
    sum.count++, sum.x += x, sum.y += y;
    const other = grid.nearest(x, y, everywhere, (point) => point !== i);
    if (other >= 0) nearest[label * classes + labels[other]!]!++;
  });
  return sums.map(({ count, x, y }, label) => {
    const row = nearest.subarray(label * classes, (label + 1) * classes);
    let other = -1;
    row.forEach((times, each) => {
      if (each !== label && times > 0 && (other < 0 || times > row[other]!)) other = each;
    });
    return {
      count,
      x: x / Math.max(1, count),
      y: y / Math.max(1, count),
      sameNearest: row[label]! / Math.max(1, count),
      ...other >= 0 && { otherNearest: other },
    };
  });
}

/** The position of a place on the map in words, such as "top left" or "middle". */
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

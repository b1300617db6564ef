// This module is browser compatible.

import type { Rotated } from "./rotate.ts";

/**
 * How far the map's points spread at the start, along x: so little that all of them attract each
 * other.
 */
const SPREAD = 1e-4;
/**
 * Where the second component has less than this part of the first one's spread, it is left to
 * chance by rounding.
 */
const FLAT = 1e-6;
/** The fraction of the golden section: its multiples fill an interval evenly. */
const GOLDEN = 0.6180339887498949;

/**
 * The map that the descent starts from, [count, 2] in an order of the points: their first two
 * principal components (Kobak and Linderman, "Initialization is critical for preserving global data
 * structure in both t-SNE and UMAP", 2021). Points on a line get places beside it, since none could
 * pass another one otherwise.
 *
 * @returns undefined where all points are the same.
 */
export function startMap({ points, stride, variances }: Rotated, order: Int32Array) {
  const [first, second] = variances;
  if (!(first > 0)) return undefined;
  const scale = SPREAD / Math.sqrt(first);
  const flat = !(second > FLAT * FLAT * first);
  const map = new Float64Array(2 * order.length);
  order.forEach((point, place) => {
    map[2 * place] = points[point * stride]! * scale;
    const beside = (point * GOLDEN) % 1 - 0.5;
    map[2 * place + 1] = flat ? beside * SPREAD : points[point * stride + 1]! * scale;
  });
  return map;
}

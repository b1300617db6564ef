// This module is browser compatible.

import type { Rotated } from "./rotate.ts";

/**
 * The standard deviation of the map along x. It is small, so that all points attract each other.
 */
const SPREAD = 1e-4;
/**
 * A second component with less than this part of the first one's spread consists of rounding
 * errors.
 */
const FLAT = 1e-6;
/** The fraction of the golden ratio: its multiples modulo 1 fill an interval evenly. */
const GOLDEN = 0.6180339887498949;

/**
 * The map at the start of the descent: the first two principal components of the points (Kobak and
 * Linderman, "Initialization is critical for preserving global data structure in both t-SNE and
 * UMAP", 2021). Points on a line get different y coordinates, so that they can pass each other.
 *
 * @param order The points in the order of the rows of the map.
 * @returns [count, 2]; undefined where all points are the same.
 */
export function initialMap({ points, stride, variances }: Rotated, order: Int32Array) {
  const [first, second] = variances;
  if (!(first > 0)) return undefined;
  const scale = SPREAD / Math.sqrt(first);
  const flat = !(second > FLAT * FLAT * first);
  const map = new Float64Array(2 * order.length);
  order.forEach((point, place) => {
    map[2 * place] = points[point * stride]! * scale;
    const scattered = (point * GOLDEN) % 1 - 0.5;
    map[2 * place + 1] = flat ? scattered * SPREAD : points[point * stride + 1]! * scale;
  });
  return map;
}

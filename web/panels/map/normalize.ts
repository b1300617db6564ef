// This module is browser compatible.
import { boundsOf } from "./view.ts";

/**
 * Moves a map to the origin and scales it so that its longer side goes from -1 to 1. A t-SNE map
 * grows 100,000 times while it is computed; normalized it has the same size on the screen all the
 * time.
 *
 * @param coordinates [count, 2].
 */
export function normalize(coordinates: Float32Array): Float32Array {
  const { left, bottom, right, top } = boundsOf(coordinates);
  const half = Math.max(right - left, top - bottom) / 2 || 1;
  const middle = [(left + right) / 2, (bottom + top) / 2] as const;
  return coordinates.map((value, i) => (value - middle[i % 2]!) / half);
}

// This module is browser compatible.
import { boundsOf } from "./view.ts";

/**
 * A map moved to the origin and scaled such that its longer side goes from -1 to 1. What a map of
 * t-SNE is wide grows a hundred-thousandfold while it is made; on the screen it fills the same
 * place all the time.
 *
 * @param coordinates [count, 2].
 */
export function normalize(coordinates: Float32Array): Float32Array {
  const { left, bottom, right, top } = boundsOf(coordinates);
  const half = Math.max(right - left, top - bottom) / 2 || 1;
  const middle = [(left + right) / 2, (bottom + top) / 2] as const;
  return coordinates.map((value, i) => (value - middle[i % 2]!) / half);
}

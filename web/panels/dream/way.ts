// This module is browser compatible.

/**
 * Points on the straight line between two points of the latent space, computed as `interpolate`
 * does: both ends are exact.
 *
 * @param from [latent]
 * @param to [latent]
 * @param parts How far each point is, 0 to 1.
 * @returns [parts.length, latent]
 */
export function wayBetween(
  from: Float32Array,
  to: Float32Array,
  parts: readonly number[],
  latent: number,
): Float32Array {
  const points = new Float32Array(parts.length * latent);
  parts.forEach((part, i) => {
    for (let axis = 0; axis < latent; axis++) {
      points[i * latent + axis] = (1 - part) * from[axis]! + part * to[axis]!;
    }
  });
  return points;
}

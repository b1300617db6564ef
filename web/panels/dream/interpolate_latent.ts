// This module is browser compatible.

/**
 * Interpolates linearly between two points of the latent space, with the formula of `interpolate`:
 * the results at 0 and 1 are exactly the two points.
 *
 * @param from [latent].
 * @param to [latent].
 * @param fractions The position of each result: 0 is `from`, 1 is `to`.
 * @returns [fractions.length, latent].
 */
export function interpolateLatent(
  from: Float32Array,
  to: Float32Array,
  fractions: readonly number[],
  latent: number,
): Float32Array {
  const points = new Float32Array(fractions.length * latent);
  fractions.forEach((fraction, i) => {
    for (let axis = 0; axis < latent; axis++) {
      points[i * latent + axis] = (1 - fraction) * from[axis]! + fraction * to[axis]!;
    }
  });
  return points;
}

// This module is browser compatible.

/** The number of points in a block. The kernels measure the distances to a block at once. */
export const BLOCK = 8;
/** A coordinate whose square overflows to Infinity. */
const NOWHERE = 1e30;

/**
 * Lays points out for the kernels' search, in a given order: [block][coordinate][point of the
 * block]. The points that fill up the last block are infinitely far away.
 *
 * @param points [count, stride]
 */
export function inBlocks(
  points: Float32Array,
  stride: number,
  order: Int32Array,
): Float32Array<ArrayBuffer> {
  const blocks = Math.ceil(order.length / BLOCK);
  const size = BLOCK * stride;
  const data = new Float32Array(blocks * size).fill(NOWHERE);
  order.forEach((point, place) => {
    const to = Math.floor(place / BLOCK) * size + place % BLOCK;
    for (let d = 0; d < stride; d++) data[to + d * BLOCK] = points[point * stride + d]!;
  });
  return data;
}

// This module is browser compatible.

/** Points of a block: what the kernels measure at once. */
export const BLOCK = 8;
/** So far away that the square overflows to Infinity. */
const NOWHERE = 1e30;

/**
 * Points as the kernels search them: [block][coordinate][point of the block], in an order. What
 * fills the last block is infinitely far away.
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
  const data = new Float32Array(blocks * size).fill(NOWHERE, (blocks - 1) * size);
  order.forEach((point, place) => {
    const to = Math.floor(place / BLOCK) * size + place % BLOCK;
    for (let d = 0; d < stride; d++) data[to + d * BLOCK] = points[point * stride + d]!;
  });
  return data;
}

// This module is browser compatible.

/**
 * The constants of Winograd's minimal filtering F(4, 3) along the rows of an image: four rows of a
 * convolution with three rows of filter take six products where the plain way takes twelve (Lavin
 * and Gray 2015, "Fast Algorithms for Convolutional Neural Networks", equations 8 to 12).
 *
 * Polynomials are multiplied by their values at the points 0, 1, -1, 2, -2 and infinity. A block of
 * six input rows becomes six rows, one for each point; so does the filter; the products become
 * four output rows.
 *
 * @module
 */

/** Rows of the output that a block computes. */
export const BLOCK = 4;
/** Rows of the filter. */
export const TAPS = 3;
/** Points, which are the products of a block. */
export const POINTS = BLOCK + TAPS - 1;
/** The position of the point 1. A bias added there is added to every output row. */
export const POINT_ONE = 1;

/** [point, row of the block] */
const INPUT = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
];

/** [point, row of the filter] */
const FILTER = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];

/** [row of the output, point] */
const OUTPUT = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
];

/** The matrix from the values at the points to the rows of a block, [BLOCK, POINTS]. */
export const outputMatrix = (): Float32Array => Float32Array.from(OUTPUT.flat());

/**
 * The matrix from all rows of an image to the points of all blocks, [POINTS * blocks, rows]. Rows
 * of zeros above and below the image are not read.
 *
 * @param rows Rows of the image.
 * @param above Rows of zeros above it.
 */
export function inputMatrix(blocks: number, rows: number, above: number): Float32Array {
  const matrix = new Float32Array(POINTS * blocks * rows);
  for (const [point, weights] of INPUT.entries()) {
    for (let block = 0; block < blocks; block++) {
      for (const [i, weight] of weights.entries()) {
        const row = BLOCK * block + i - above;
        if (row >= 0 && row < rows) matrix[(point * blocks + block) * rows + row] = weight;
      }
    }
  }
  return matrix;
}

/**
 * The filters at the points, [POINTS * filters, channels, 1, width].
 *
 * @param weights [filters, channels, TAPS, width]
 * @param width Columns of a filter.
 */
export function filtersAtPoints(weights: Float32Array, width: number): Float32Array {
  const size = weights.length / TAPS;
  const result = new Float32Array(POINTS * size);
  for (const [point, factors] of FILTER.entries()) {
    for (let i = 0; i < size; i++) {
      const plane = Math.floor(i / width) * TAPS * width, column = i % width;
      const row = (tap: number) => weights[plane + tap * width + column]!;
      result[point * size + i] = factors[0]! * row(0) + factors[1]! * row(1) + factors[2]! * row(2);
    }
  }
  return result;
}

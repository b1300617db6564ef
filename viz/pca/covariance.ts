// This module is browser compatible.

import type { Features, Shape } from "../features.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";

/** Points that are multiplied at once: what they need stays in the cache. Multiples of 8. */
const CHUNK_OF_BYTES = 512;
const CHUNK_OF_FLOATS = 128;
/**
 * Rows of products in one call, a multiple of 4: short calls let the engine change to optimised
 * code early.
 */
const ROWS = 56;

/**
 * How features vary together: sums of products over points, not yet divided by their number less 1.
 */
export interface Scatter {
  /** [dimensions]: the mean point. */
  readonly mean: Float64Array;
  /** [n, n], symmetric: n is the number of features, or that of points. */
  readonly matrix: Float64Array;
}

/** The scatter of the features, [dimensions, dimensions]. Bytes are summed as integers, exactly. */
export function scatterOfFeatures(features: Features, shape: Shape): Scatter {
  return features instanceof Uint8Array
    ? scatterOfBytes(features, shape)
    : scatterOfFloats(features, shape);
}

function scatterOfBytes(features: Uint8Array, { count, dimensions }: Shape): Scatter {
  const kernels = instantiateKernels();
  const { memory } = kernels;
  const size = roundUp(dimensions, 4);
  const chunk = Math.min(CHUNK_OF_BYTES, roundUp(count, 8));
  const layout = createLayout(kernels.heapBase());
  const points = layout.reserve(chunk * dimensions);
  const panel = layout.reserve(chunk * size * 2);
  const sums = layout.reserve(size * 8);
  const products = layout.reserve(size * size * 8);
  growMemory(memory, layout.end);
  const room = new Uint8Array(memory.buffer, points, chunk * dimensions);
  for (let first = 0; first < count; first += chunk) {
    const some = features.subarray(first * dimensions, (first + chunk) * dimensions);
    room.set(some);
    kernels.bytePanel(points, some.length / dimensions, dimensions, panel, chunk);
    kernels.addByteSums(panel, chunk, dimensions, sums);
    for (let row = 0; row < size; row += ROWS) {
      kernels.addByteProducts(panel, chunk, size, row, Math.min(ROWS, size - row), products);
    }
  }
  const sum = new Float64Array(memory.buffer, sums, dimensions);
  const matrix = copyUpper(new Float64Array(memory.buffer, products, size * size), dimensions);
  for (let i = 0, at = 0; i < dimensions; i++) {
    for (let j = 0; j < dimensions; j++, at++) {
      // All three numbers are exact: the one rounding is that of the quotient.
      matrix[at] = (matrix[at]! * count - sum[i]! * sum[j]!) / count;
    }
  }
  return { mean: Float64Array.from(sum, (value) => value / count), matrix };
}

function scatterOfFloats(features: Features, shape: Shape): Scatter {
  const { count, dimensions } = shape;
  const kernels = instantiateKernels();
  const { memory } = kernels;
  const mean = meanOf(features, shape);
  const size = roundUp(dimensions, 4);
  const chunk = CHUNK_OF_FLOATS;
  const layout = createLayout(kernels.heapBase());
  const points = layout.reserve(chunk * dimensions * 4);
  const means = layout.reserve(dimensions * 8);
  const centred = layout.reserve(chunk * size * 8);
  const panel = layout.reserve(chunk * size * 8);
  const products = layout.reserve(size * size * 8);
  growMemory(memory, layout.end);
  new Float64Array(memory.buffer, means, dimensions).set(mean);
  const room = new Float32Array(memory.buffer, points, chunk * dimensions);
  const rows = new Float64Array(memory.buffer, centred, chunk * size);
  for (let first = 0; first < count; first += chunk) {
    const some = features.subarray(first * dimensions, (first + chunk) * dimensions);
    room.set(some);
    const there = some.length / dimensions;
    kernels.centreFloats(points, there, dimensions, means, centred, size);
    rows.fill(0, there * size);
    kernels.transpose(centred, chunk, size, panel);
    for (let row = 0; row < size; row += ROWS) {
      const from = panel + row * chunk * 8;
      const to = products + (row * size + row) * 8;
      const height = Math.min(ROWS, size - row);
      kernels.addProducts(from, height, chunk, from, size - row, chunk, chunk, to, size);
    }
  }
  const matrix = copyUpper(new Float64Array(memory.buffer, products, size * size), dimensions);
  return { mean, matrix };
}

/** The scatter of the points, [count, count]: the products of the points less their mean. */
export function scatterOfPoints(features: Features, shape: Shape): Scatter {
  const { count, dimensions } = shape;
  const kernels = instantiateKernels();
  const { memory } = kernels;
  const mean = meanOf(features, shape);
  const size = roundUp(count, 4);
  const stride = roundUp(dimensions, 2);
  const layout = createLayout(kernels.heapBase());
  const centred = layout.reserve(size * stride * 8);
  const products = layout.reserve(size * size * 8);
  growMemory(memory, layout.end);
  const rows = new Float64Array(memory.buffer, centred, size * stride);
  for (let i = 0, at = 0; i < count; i++) {
    for (let d = 0; d < dimensions; d++) rows[i * stride + d] = features[at++]! - mean[d]!;
  }
  for (let row = 0; row < size; row += ROWS) {
    const from = centred + row * stride * 8;
    const to = products + (row * size + row) * 8;
    const height = Math.min(ROWS, size - row);
    kernels.addProducts(from, height, stride, from, size - row, stride, stride, to, size);
  }
  return {
    mean,
    matrix: copyUpper(new Float64Array(memory.buffer, products, size * size), count),
  };
}

/**
 * The mean point, [dimensions], as that of the differences to the first one: exact for a feature
 * that does not vary.
 */
function meanOf(features: Features, { count, dimensions }: Shape): Float64Array {
  const sums = new Float64Array(dimensions);
  for (let i = 0, at = 0; i < count; i++) {
    for (let d = 0; d < dimensions; d++) sums[d] = sums[d]! + (features[at++]! - features[d]!);
  }
  return sums.map((sum, d) => features[d]! + sum / count);
}

/** The symmetric matrix [n, n] whose upper triangle is that of a larger one. */
function copyUpper(padded: Float64Array, n: number): Float64Array {
  const stride = Math.sqrt(padded.length);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) matrix[j * n + i] = matrix[i * n + j] = padded[i * stride + j]!;
  }
  return matrix;
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

// This module is browser compatible.

import type { Features, Shape } from "../features.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";

/** Points of a call of the kernels, a multiple of 4. */
const CHUNK = 128;

/**
 * Projects points on some directions.
 *
 * @param mean [dimensions], subtracted first.
 * @param directions [directions, dimensions].
 * @returns [count, directions].
 */
export function project(
  features: Features,
  { count, dimensions }: Shape,
  mean: Float64Array,
  directions: Float64Array,
): Float32Array {
  const kept = directions.length / dimensions;
  const kernels = instantiateKernels();
  const { memory } = kernels;
  const bytes = features.BYTES_PER_ELEMENT;
  const stride = dimensions + dimensions % 2;
  const rows = kept + kept % 2;
  const layout = createLayout(kernels.heapBase());
  const points = layout.reserve(CHUNK * dimensions * bytes);
  const means = layout.reserve(dimensions * 8);
  const centred = layout.reserve(CHUNK * stride * 8);
  const axes = layout.reserve(rows * stride * 8);
  const products = layout.reserve(CHUNK * rows * 8);
  growMemory(memory, layout.end);
  new Float64Array(memory.buffer, means, dimensions).set(mean);
  const padded = new Float64Array(memory.buffer, axes, rows * stride);
  for (let k = 0; k < kept; k++) {
    padded.set(directions.subarray(k * dimensions, (k + 1) * dimensions), k * stride);
  }
  const chunkPoints = features instanceof Uint8Array
    ? new Uint8Array(memory.buffer, points, CHUNK * dimensions)
    : new Float32Array(memory.buffer, points, CHUNK * dimensions);
  const centre = features instanceof Uint8Array ? kernels.centreBytes : kernels.centreFloats;
  const sums = new Float64Array(memory.buffer, products, CHUNK * rows);
  const coordinates = new Float32Array(count * kept);
  for (let first = 0; first < count; first += CHUNK) {
    const some = features.subarray(first * dimensions, (first + CHUNK) * dimensions);
    const present = some.length / dimensions;
    chunkPoints.set(some);
    centre(points, present, dimensions, means, centred, stride);
    sums.fill(0);
    kernels.addProducts(centred, CHUNK, stride, axes, rows, stride, stride, products, rows);
    for (let i = 0; i < present; i++) {
      const at = (first + i) * kept;
      for (let k = 0; k < kept; k++) coordinates[at + k] = sums[i * rows + k]!;
    }
  }
  return coordinates;
}

/** Returns the points, [count, dimensions], of given coordinates, [count, directions]. */
export function reconstruct(
  coordinates: Float32Array,
  count: number,
  mean: Float64Array,
  directions: Float64Array,
): Float32Array {
  const dimensions = mean.length;
  const kept = directions.length / dimensions;
  const points = new Float32Array(count * dimensions);
  const point = new Float64Array(dimensions);
  for (let i = 0; i < count; i++) {
    point.set(mean);
    for (let k = 0; k < kept; k++) {
      const along = coordinates[i * kept + k]!;
      const from = k * dimensions;
      for (let d = 0; d < dimensions; d++) point[d] = point[d]! + along * directions[from + d]!;
    }
    points.set(point, i * dimensions);
  }
  return points;
}

// This module is browser compatible.

import type { Features, Shape } from "../features.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";
import { principalAxes } from "../pca/axes.ts";
import { addScaled, dot, norm } from "../pca/vectors.ts";

/**
 * The first coordinates that are principal components. The others have little variance in any
 * basis.
 */
const PRINCIPAL = 64;
/** Points of a call of the kernels. */
const CHUNK = 128;

/**
 * Rotated points: they keep their distances, and most of each distance is in the first coordinates.
 */
export interface Rotated {
  /**
   * [count, stride]: the points less their mean, times a power of two; 0 beyond the last
   * coordinate.
   */
  readonly points: Float32Array;
  /** The dimensions, rounded up to a multiple of 4. */
  readonly stride: number;
  /** The variances along the first two principal components, in the units of the points. */
  readonly variances: readonly [number, number];
}

/**
 * Rotates points so that their first coordinates are their principal components. A sum of squared
 * differences then grows fast, and a neighbour search can stop early at a point that is too far
 * away. The rotation is a product of Householder reflections, one for each component.
 */
export function rotate(features: Features, shape: Shape): Rotated {
  const { count, dimensions } = shape;
  const stride = Math.ceil(dimensions / 4) * 4;
  const axes = principalAxes(features, shape, Math.min(2, count, dimensions), PRINCIPAL);
  const { normals, signs } = reflections(axes.directions, stride);
  const planes = normals.length / stride;
  const scale = scaleOf(axes.total);
  const kernels = instantiateKernels();
  const { memory } = kernels;
  const layout = createLayout(kernels.heapBase());
  const normalsAt = layout.reserve(normals.byteLength);
  const meanAt = layout.reserve(dimensions * 8);
  const featuresAt = layout.reserve(CHUNK * dimensions * features.BYTES_PER_ELEMENT);
  const rowsAt = layout.reserve(CHUNK * stride * 8);
  growMemory(memory, layout.end);
  new Float64Array(memory.buffer, normalsAt, normals.length).set(normals);
  new Float64Array(memory.buffer, meanAt, dimensions).set(axes.mean);
  const bytes = features instanceof Uint8Array;
  const chunkPoints = new (bytes ? Uint8Array : Float32Array)(
    memory.buffer,
    featuresAt,
    CHUNK * dimensions,
  );
  const centre = bytes ? kernels.centreBytes : kernels.centreFloats;
  const rows = new Float64Array(memory.buffer, rowsAt, CHUNK * stride);
  const points = new Float32Array(count * stride);
  for (let first = 0; first < count; first += CHUNK) {
    const some = features.subarray(first * dimensions, (first + CHUNK) * dimensions);
    const present = some.length / dimensions;
    chunkPoints.set(some);
    centre(featuresAt, present, dimensions, meanAt, rowsAt, stride);
    kernels.reflect(rowsAt, present, stride, normalsAt, planes);
    for (let i = 0, at = first * stride; i < present * stride; i++, at++) {
      points[at] = rows[i]! * scale * signs[i % stride]!;
    }
  }
  const [first = 0, second = 0] = axes.variances;
  return { points, stride, variances: [first * scale * scale, second * scale * scale] };
}

/**
 * The Householder reflections that move each direction to a coordinate axis, one after the other.
 *
 * @returns The normals of the reflections, [planes, stride], and the signs of the directions on the
 *   axes, 1 or -1, [stride].
 */
function reflections(directions: readonly Float64Array[], stride: number) {
  const normals: Float64Array[] = [];
  const signs = new Float64Array(stride).fill(1);
  directions.forEach((direction, k) => {
    const normal = new Float64Array(stride);
    normal.set(direction);
    for (const earlier of normals) addScaled(normal, earlier, -2 * dot(normal, earlier));
    // The sign with the larger difference, which has no cancellation.
    signs[k] = normal[k]! < 0 ? 1 : -1;
    normal[k] = normal[k]! - signs[k]!;
    const length = norm(normal);
    normals.push(normal.map((value) => value / length));
  });
  const flat = new Float64Array(normals.length * stride);
  normals.forEach((normal, k) => flat.set(normal, k * stride));
  return { normals: flat, signs };
}

/**
 * The power of two that scales the total variance to about 1. The scaling is exact, and no square
 * overflows or underflows.
 */
function scaleOf(total: number): number {
  let scale = 1;
  for (; total >= 4; total /= 4) scale /= 2;
  for (; total > 0 && total < 1; total *= 4) scale *= 2;
  return scale;
}

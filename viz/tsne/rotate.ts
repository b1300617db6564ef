// This module is browser compatible.

import type { Features, Shape } from "../features.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";
import { principalAxes } from "../pca/axes.ts";
import { addScaled, dot, norm } from "../pca/vectors.ts";

/**
 * Leading coordinates that are principal components. The others are as good as any: little is left
 * in them.
 */
const PRINCIPAL = 64;
/** Points that go through the kernels at once. */
const CHUNK = 128;

/**
 * Points in coordinates that sort them: the same distances, most of them in the first few
 * coordinates.
 */
export interface Rotated {
  /**
   * [count, stride]: the points around their mean, times a power of two; 0 beyond the last
   * coordinate.
   */
  readonly points: Float32Array;
  /** Numbers of each point: the dimensions, rounded up to a multiple of 4. */
  readonly stride: number;
  /** The variances along the first two principal components, in the units of the points. */
  readonly variances: readonly [number, number];
}

/**
 * Rotates points so that their first coordinates are their principal components, which lets a
 * search for neighbours see early that a point is too far away. The rotation is a product of
 * reflections (Householder), each of which brings one component to its place.
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
  const room = new (bytes ? Uint8Array : Float32Array)(
    memory.buffer,
    featuresAt,
    CHUNK * dimensions,
  );
  const centre = bytes ? kernels.centreBytes : kernels.centreFloats;
  const rows = new Float64Array(memory.buffer, rowsAt, CHUNK * stride);
  const points = new Float32Array(count * stride);
  for (let first = 0; first < count; first += CHUNK) {
    const some = features.subarray(first * dimensions, (first + CHUNK) * dimensions);
    const there = some.length / dimensions;
    room.set(some);
    centre(featuresAt, there, dimensions, meanAt, rowsAt, stride);
    kernels.reflect(rowsAt, there, stride, normalsAt, planes);
    for (let i = 0, at = first * stride; i < there * stride; i++, at++) {
      points[at] = rows[i]! * scale * signs[i % stride]!;
    }
  }
  const [first = 0, second = 0] = axes.variances;
  return { points, stride, variances: [first * scale * scale, second * scale * scale] };
}

/**
 * Reflections that bring each direction, one after the other, to a coordinate axis: their normals,
 * [planes, stride], and whether the direction points up (1) or down (-1) the axis then, [stride].
 */
function reflections(directions: readonly Float64Array[], stride: number) {
  const normals: Float64Array[] = [];
  const signs = new Float64Array(stride).fill(1);
  directions.forEach((direction, k) => {
    const normal = new Float64Array(stride);
    normal.set(direction);
    for (const earlier of normals) addScaled(normal, earlier, -2 * dot(normal, earlier));
    // To the side of the axis that is farther away: the difference then has no cancellation.
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
 * The power of two that brings the spread of all points to about 1: exact, and no square overflows
 * or vanishes.
 */
function scaleOf(total: number): number {
  let scale = 1;
  for (; total >= 4; total /= 4) scale /= 2;
  for (; total > 0 && total < 1; total *= 4) scale *= 2;
  return scale;
}

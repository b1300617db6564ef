// This module is browser compatible.

import { BLOCK, inBlocks } from "../blocks.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";
import type { Rotated } from "../tsne/rotate.ts";

/** Queries of a call of the kernel. */
const FOUR = 4;

/** The distances of one point from all points. */
export interface DistanceRow {
  /** The k nearest points, the nearest first, of equal ones the one with the smaller number. */
  nearest(k: number): Int32Array;
  /** The rank of a point among the others by distance: 1 for the nearest. */
  rank(point: number): number;
  /** [count]: the squared distances. */
  squares(): Float32Array;
}

/**
 * Computes the distances of some points from all points.
 *
 * @param queries The points that have a row.
 * @returns `measure(i)` returns the row of the i-th query. Calls have to be in order, and a row is
 *   valid until the next call.
 */
export function createRanking({ points, stride }: Rotated, queries: Uint32Array) {
  const count = points.length / stride;
  const blocks = Math.ceil(count / BLOCK);
  const padded = blocks * BLOCK;
  const kernels = instantiateKernels();
  const { memory } = kernels;
  const layout = createLayout(kernels.heapBase());
  const blocksAt = layout.reserve(padded * stride * 4);
  const queriesAt = layout.reserve(FOUR * stride * 4);
  const rowsAt = layout.reserve(FOUR * padded * 4);
  const distancesAt = layout.reserve(count * 4);
  const indicesAt = layout.reserve(count * 4);
  growMemory(memory, layout.end);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  new Float32Array(memory.buffer, blocksAt, padded * stride).set(inBlocks(points, stride, order));
  const four = new Float32Array(memory.buffer, queriesAt, FOUR * stride);
  const measureFour = (first: number) => {
    for (let j = 0; j < FOUR; j++) {
      const query = queries[Math.min(first + j, queries.length - 1)]!;
      for (let d = 0; d < stride; d++) four[d * FOUR + j] = points[query * stride + d]!;
    }
    kernels.distancesOfFour(blocksAt, blocks, stride, queriesAt, rowsAt);
  };
  return {
    measure(i: number): DistanceRow {
      if (i % FOUR === 0) measureFour(i);
      const query = queries[i]!;
      const row = rowsAt + (i % FOUR) * padded * 4;
      return {
        nearest(k) {
          kernels.nearestInRow(row, padded, query, k, distancesAt, indicesAt);
          return new Int32Array(memory.buffer, indicesAt, k);
        },
        rank: (point) => kernels.rankInRow(row, padded, query, point),
        squares: () => new Float32Array(memory.buffer, row, count),
      };
    },
  };
}

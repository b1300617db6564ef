// This module is browser compatible.

import { BLOCK, inBlocks } from "../blocks.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";
import type { Rotated } from "../tsne/rotate.ts";

/** Queries that are measured at once. */
const FOUR = 4;

/** One point's distances from all points. */
export interface Row {
  /** The k nearest points, the nearest first, of equal ones the one with the smaller number. */
  nearest(k: number): Int32Array;
  /** How far up a point comes among the others: 1 for the nearest. */
  rank(point: number): number;
  /** [count]: the squared distances. */
  squares(): Float32Array;
}

/**
 * Measures points from all points.
 *
 * @param queries The points that are going to be measured.
 * @returns `measure(i)` measures the i-th query; rows are to be asked for in order, and end with
 * the next one.
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
    measure(i: number): Row {
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

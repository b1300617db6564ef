// This module is browser compatible.

import { BLOCK, inBlocks } from "../blocks.ts";
import { createLayout } from "../kernels/layout.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { type Job, runJobs, type Thread } from "../kernels/threads.ts";
import type { Rotated } from "./rotate.ts";

/** Coordinates that boxes are drawn in. */
const BOX_DIMENSIONS = 32;
/** Queries of a job: many jobs keep all threads busy to the end. */
const QUERIES = 512;
/** Queries of a call: short calls let the engine change to optimised code early. */
const QUERIES_OF_CALL = 128;

/** The neighbours of points, by their places in an order of the points. */
export interface Neighbours {
  /** How many each point has. */
  readonly k: number;
  /** [count, k]: the places of the neighbours, the nearest first. */
  readonly indices: Int32Array;
  /** [count, k]: p(j|i), how near each is; they sum up to 1 for a point. */
  readonly probabilities: Float32Array;
}

/**
 * Finds the k nearest neighbours of every point, exactly, and how near each is, such that every
 * point has the same perplexity: the exponential of the entropy of its probabilities.
 *
 * @param order Places of the points: {@linkcode nearnessOrder}.
 * @param advance Called after each part of the work; it may throw to stop it.
 */
export async function nearestNeighbours(
  rotated: Rotated,
  order: Int32Array,
  k: number,
  perplexity: number,
  threads: readonly Thread[],
  advance: () => void,
): Promise<Neighbours> {
  const count = order.length;
  const { stride } = rotated;
  const blocks = Math.ceil(count / BLOCK);
  const boxDimensions = Math.min(stride, BOX_DIMENSIONS);
  const queries = Math.min(QUERIES, blocks * BLOCK);
  const kernels = instantiateKernels();
  const layout = createLayout(kernels.heapBase());
  const points = layout.reserve(blocks * BLOCK * stride * 4);
  const bounds = layout.reserve(kernels.boundsSize(blocks, boxDimensions));
  const distances = layout.reserve(queries * k * 4);
  const indices = layout.reserve(queries * k * 4);
  const scratch = layout.reserve((2 * k + 4) * 8);
  const memory = layout.end;
  const entropy = kernels.log(perplexity);

  const data = inBlocks(rotated.points, stride, order);
  await Promise.all(threads.map((thread) =>
    thread.run({
      memory,
      writes: [{ at: points, data }],
      calls: [["boundPoints", points, blocks, stride, boxDimensions, bounds]],
      reads: [],
    })
  ));
  advance();

  const jobs: Job[] = [];
  for (let first = 0; first < count; first += queries) {
    const last = Math.min(count, first + queries);
    const calls: Job["calls"] = [];
    for (let query = first; query < last; query += QUERIES_OF_CALL) {
      const end = Math.min(last, query + QUERIES_OF_CALL);
      const offset = (query - first) * k * 4;
      calls.push([
        "nearestNeighbours",
        ...[points, blocks, stride, query, end, k, distances + offset, indices + offset],
        ...[bounds, boxDimensions],
      ]);
    }
    calls.push(["affinities", distances, last - first, k, entropy, scratch]);
    const bytes = (last - first) * k * 4;
    jobs.push({
      memory,
      writes: [],
      calls,
      reads: [distances, indices].map((at) => ({ at, bytes })),
    });
  }
  const found = {
    k,
    indices: new Int32Array(count * k),
    probabilities: new Float32Array(count * k),
  };
  await runJobs(threads, jobs, (job, [probabilities, indices]) => {
    found.probabilities.set(new Float32Array(probabilities!), job * queries * k);
    found.indices.set(new Int32Array(indices!), job * queries * k);
    advance();
  });
  return found;
}

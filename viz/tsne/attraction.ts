// This module is browser compatible.

import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout } from "../kernels/layout.ts";
import type { Job, Thread } from "../kernels/threads.ts";
import type { Edges } from "./edges.ts";

/** The forces between neighbours, computed by threads that keep the edges. */
export interface Attraction {
  /** Forces, f32 [count, 2], on a map, f32 [count, 2], without their factor 4. */
  forces(map: Float32Array<ArrayBuffer>): Promise<Float32Array>;
  /** The sum of p ln(p (1 + d^2)) over all edges of a map, f64 [count, 2]. */
  divergence(map: Float64Array<ArrayBuffer>): Promise<number>;
}

/**
 * Threads that share the attraction: with so many it takes less time than the repulsion, which
 * waits for no more.
 */
const MOST = 4;

/** A thread's part of the points, and where things lie in its memory. */
interface Part {
  readonly thread: Thread;
  readonly first: number;
  readonly count: number;
  readonly memory: number;
  readonly at: { rows: number; edges: number; map: number; out: number };
}

/**
 * Gives each thread a part of the points with about the same number of edges. Workers compute
 * beside the calling thread, which has the repulsion to do: one of them is left out, so that as
 * many threads are at work as there are processors.
 */
export async function startAttraction(
  edges: Edges,
  threads: readonly Thread[],
): Promise<Attraction> {
  const used = threads.slice(0, Math.max(1, Math.min(MOST, threads.length - 1)));
  const points = edges.rows.length - 1;
  const parts: Part[] = [];
  let first = 0;
  for (const [i, thread] of used.entries()) {
    let last = first;
    const share = edges.rows[points]! * (i + 1) / used.length;
    while (last < points && edges.rows[last]! < share) last++;
    if (i === used.length - 1) last = points;
    parts.push(await keepEdges(thread, edges, first, last));
    first = last;
  }
  const onAll = async (
    kernel: "attract" | "divergence",
    data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>,
    bytes: number,
  ) => {
    const results = await Promise.all(parts.map(({ thread, first, count, memory, at }) => {
      const job: Job = {
        memory,
        writes: [{ at: at.map, data }],
        calls: [[kernel, at.map, first, count, at.rows, at.edges, at.out]],
        reads: [{ at: at.out, bytes: count * bytes }],
      };
      return thread.run(job);
    }));
    return results.map(([result]) => result!);
  };
  return {
    async forces(map) {
      const forces = new Float32Array(2 * points);
      const results = await onAll("attract", map, 8);
      parts.forEach(({ first }, i) => forces.set(new Float32Array(results[i]!), 2 * first));
      return forces;
    },
    async divergence(map) {
      let sum = 0;
      // Point by point, whatever part a point is in: the order of the sum is always the same.
      for (const result of await onAll("divergence", map, 8)) {
        for (const value of new Float64Array(result)) sum += value;
      }
      return sum;
    },
  };
}

async function keepEdges(
  thread: Thread,
  { rows, others }: Edges,
  first: number,
  last: number,
): Promise<Part> {
  const count = last - first;
  const start = rows[first]!;
  const own = others.slice(2 * start, 2 * rows[last]!);
  const layout = createLayout(instantiateKernels().heapBase());
  const at = {
    rows: layout.reserve((count + 1) * 4),
    edges: layout.reserve(own.byteLength),
    // As large as the larger of the maps that come.
    map: layout.reserve((rows.length - 1) * 16),
    out: layout.reserve(count * 8),
  };
  const part = { thread, first, count, memory: layout.end, at };
  await thread.run({
    memory: layout.end,
    writes: [
      { at: at.rows, data: rows.slice(first, last + 1).map((row) => row - start) },
      { at: at.edges, data: own },
    ],
    calls: [],
    reads: [],
  });
  return part;
}

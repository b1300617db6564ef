// This module is browser compatible.

/**
 * The attraction of t-SNE: the first sum of its gradient (van der Maaten 2014, equation 8). The
 * threads keep the edges, so that an iteration sends them only the map. The sums are in
 * `../kernels/assembly/attraction.ts`.
 *
 * @module
 */

import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout } from "../kernels/layout.ts";
import type { KernelJob, Thread } from "../kernels/threads.ts";
import type { Edges } from "./edges.ts";

/** The attraction, computed by threads that keep the edges. */
export interface Attraction {
  /** The forces of a map, f32 [count, 2], without the factor 4 of the gradient: f32 [count, 2]. */
  forces(map: Float32Array<ArrayBuffer>): Promise<Float32Array>;
  /** The sum of p ln(p (1 + d^2)) over all edges of a map, f64 [count, 2]. */
  divergence(map: Float64Array<ArrayBuffer>): Promise<number>;
}

/** More threads gain nothing: the attraction then takes less time than the repulsion. */
const MOST_THREADS = 4;

/** The points of a thread, and the layout of its memory. */
interface Part {
  readonly thread: Thread;
  readonly first: number;
  readonly count: number;
  readonly memory: number;
  readonly at: { rows: number; edges: number; map: number; out: number };
}

/**
 * Gives each thread a part of the points with about the same number of edges. One worker stays
 * unused: the calling thread computes the repulsion at the same time, so that each core has one
 * thread.
 */
export async function startAttraction(
  edges: Edges,
  threads: readonly Thread[],
): Promise<Attraction> {
  const used = threads.slice(0, Math.max(1, Math.min(MOST_THREADS, threads.length - 1)));
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
  /** Calls a kernel on all parts: 8 bytes for each point of a part. */
  const onAll = async (
    kernel: "attract" | "divergence",
    data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>,
  ) => {
    const results = await Promise.all(parts.map(({ thread, first, count, memory, at }) => {
      const job: KernelJob = {
        memory,
        writes: [{ at: at.map, data }],
        calls: [[kernel, at.map, first, count, at.rows, at.edges, at.out]],
        reads: [{ at: at.out, bytes: count * 8 }],
      };
      return thread.run(job);
    }));
    return results.map(([result]) => result!);
  };
  return {
    async forces(map) {
      const forces = new Float32Array(2 * points);
      const results = await onAll("attract", map);
      parts.forEach(({ first }, i) => forces.set(new Float32Array(results[i]!), 2 * first));
      return forces;
    },
    async divergence(map) {
      let sum = 0;
      // Summed point by point, so that the order does not depend on the number of threads.
      for (const result of await onAll("divergence", map)) {
        for (const value of new Float64Array(result)) sum += value;
      }
      return sum;
    },
  };
}

/** Copies the edges of the points `first` to `last` - 1 into the memory of a thread. */
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
    // Large enough for the map of divergence(), which is float64.
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

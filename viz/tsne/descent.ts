// This module is browser compatible.

import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";
import type { Thread } from "../kernels/threads.ts";
import { startAttraction } from "./attraction.ts";
import type { Edges } from "./edges.ts";
import { createRepulsion } from "./repulsion.ts";

/** Affinities are exaggerated by this, so that clusters form before they lie too far apart, … */
const EXAGGERATION = 12;
/** … in so many iterations, but not in more than a third of all. */
const EXAGGERATED = 250;
/** The rate of van der Maaten's papers, for maps of few points; */
const LEAST_RATE = 200;
/** for many, the number of points over the exaggeration (Belkina et al. 2019). */
const RATE_DIVISOR = 12;

/** Who watches a descent. */
export interface Watcher {
  /** Called after each iteration with the map as it is; it may throw to stop. */
  readonly advance: (iteration: number, map: Float64Array) => void;
  /** Awaited before each iteration; it may be rejected to stop. */
  readonly held: () => Promise<void>;
}

/** A map as it comes out of the descent. */
export interface Descended {
  /** [count, 2] */
  readonly map: Float64Array;
  /** The Kullback-Leibler divergence from the affinities, in nats. */
  readonly divergence: number;
}

/**
 * Makes a map by gradient descent from a start.
 *
 * @param start [count, 2], its mean at the origin; a copy is changed.
 */
export async function descend(
  start: Float64Array,
  edges: Edges,
  iterations: number,
  threads: readonly Thread[],
  { advance, held }: Watcher,
): Promise<Descended> {
  const count = start.length / 2;
  const kernels = instantiateKernels();
  const layout = createLayout(kernels.heapBase());
  const pair = count * 16;
  const mapAt = layout.reserve(pair);
  const attractions = layout.reserve(count * 8);
  const repulsions = layout.reserve(pair);
  const velocities = layout.reserve(pair);
  const gains = layout.reserve(pair);
  const smallAt = layout.reserve(count * 8);
  const boundsAt = layout.reserve(4 * 8);
  growMemory(kernels.memory, layout.end);
  const repel = createRepulsion(kernels, layout.end);
  // The mesh makes the memory grow, and a view ends where it grows.
  const floats = (at: number, length: number) =>
    new Float64Array(kernels.memory.buffer, at, length);
  const singles = (at: number, length: number) =>
    new Float32Array(kernels.memory.buffer, at, length);
  const map = () => floats(mapAt, 2 * count);
  map().set(start);
  floats(gains, 2 * count).fill(1);
  singles(smallAt, 2 * count).set(start);
  floats(boundsAt, 4).set(boundsOf(start));
  const push = () => {
    const [left = 0, bottom = 0, right = 0, top = 0] = floats(boundsAt, 4);
    return repel({ map: mapAt, count, repulsions, bounds: [left, bottom, right, top] });
  };

  const attraction = await startAttraction(edges, threads);
  const exaggerated = Math.min(EXAGGERATED, Math.floor(iterations / 3));
  const rate = Math.max(LEAST_RATE, count / RATE_DIVISOR);
  for (let iteration = 0; iteration < iterations; iteration++) {
    await held();
    const early = iteration < exaggerated;
    const pulled = attraction.forces(singles(smallAt, 2 * count).slice());
    const z = push();
    singles(attractions, 2 * count).set(await pulled);
    kernels.step(
      ...[mapAt, attractions, repulsions, velocities, gains, count] as const,
      ...[early ? EXAGGERATION : 1, z, rate, early ? 0.5 : 0.8, smallAt, boundsAt] as const,
    );
    advance(iteration + 1, map());
  }
  const result = map().slice();
  const z = push();
  const near = await attraction.divergence(result);
  // The affinities sum up to 1, so that each of them takes ln Z with it.
  return { map: result, divergence: near + kernels.log(z) };
}

function boundsOf(map: Float64Array): [number, number, number, number] {
  let left = Infinity, bottom = Infinity, right = -Infinity, top = -Infinity;
  for (let i = 0; i < map.length; i += 2) {
    const x = map[i]!, y = map[i + 1]!;
    left = Math.min(left, x), right = Math.max(right, x);
    bottom = Math.min(bottom, y), top = Math.max(top, y);
  }
  return [left, bottom, right, top];
}

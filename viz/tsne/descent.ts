// This module is browser compatible.

/**
 * The gradient descent of t-SNE.
 *
 * The gradient at point i of the map y is 4 times the difference of two sums over the other points
 * j (van der Maaten, "Accelerating t-SNE using Tree-Based Algorithms", JMLR 15, 2014, equation 8).
 * With d the distance of i and j, and Z the sum of 1 / (1 + d^2) over all pairs, they are
 *
 * - the attraction, p_ij (y_i - y_j) / (1 + d^2): `attraction.ts`, over the edges, in the workers;
 * - the repulsion, (y_i - y_j) / (1 + d^2)^2 / Z: `repulsion.ts`, over all pairs or on a mesh, in
 *   the calling thread at the same time.
 *
 * {@linkcode gradientDescent} computes both in each iteration, then calls `kernels.step`, the
 * gradient step: `../kernels/assembly/step.ts` subtracts the sums and moves the points.
 *
 * @module
 */

import { instantiateKernels, type Kernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";
import type { Thread } from "../kernels/threads.ts";
import { startAttraction } from "./attraction.ts";
import type { Edges } from "./edges.ts";
import { createRepulsion } from "./repulsion.ts";

/**
 * The factor of the attraction at the beginning: clusters form while they can still pass each
 * other.
 */
const EXAGGERATION = 12;
/** Iterations with exaggeration, but not more than a third of all. */
const EXAGGERATED = 250;
/** The momentum with exaggeration, and without (van der Maaten and Hinton 2008, section 3.4). */
const EARLY_MOMENTUM = 0.5, MOMENTUM = 0.8;
/** The learning rate for few points, that of van der Maaten's programs. */
const LEAST_RATE = 200;
/** For many points, the rate is their number divided by the exaggeration (Belkina et al. 2019). */
const RATE_DIVISOR = 12;

/** The calls of a descent to its caller. */
export interface DescentHooks {
  /** Awaited before each iteration; it may reject to stop the descent. */
  readonly beforeIteration: () => Promise<void>;
  /** Called after each iteration with the current map, [count, 2]; it may throw to stop. */
  readonly afterIteration: (iteration: number, map: Float64Array) => void;
}

/** The map at the end of a descent. */
export interface DescentResult {
  /** [count, 2] */
  readonly map: Float64Array;
  /** The Kullback-Leibler divergence of the map from the affinities, in nats. */
  readonly divergence: number;
}

/**
 * Computes a map by gradient descent.
 *
 * @param start The map at the beginning, [count, 2], its mean at the origin; it is not changed.
 * @param edges The affinities p_ij.
 */
export async function gradientDescent(
  start: Float64Array,
  edges: Edges,
  iterations: number,
  threads: readonly Thread[],
  { beforeIteration, afterIteration }: DescentHooks,
): Promise<DescentResult> {
  const count = start.length / 2;
  const kernels = instantiateKernels();
  const state = createState(kernels, start);
  const repulsion = createRepulsion(kernels, state.end);
  const repel = () =>
    repulsion({
      map: state.at.map,
      count,
      repulsions: state.at.repulsions,
      bounds: state.bounds(),
    });
  const attraction = await startAttraction(edges, threads);
  const exaggerated = Math.min(EXAGGERATED, Math.floor(iterations / 3));
  const rate = Math.max(LEAST_RATE, count / RATE_DIVISOR);
  const { at } = state;

  for (let iteration = 0; iteration < iterations; iteration++) {
    await beforeIteration();
    const early = iteration < exaggerated;
    const attracted = attraction.forces(state.map32()); // the workers compute from here on
    const z = repel();
    state.setAttractions(await attracted);
    // The gradient step.
    kernels.step(
      ...[at.map, at.attractions, at.repulsions, at.velocities, at.gains, count] as const,
      ...[early ? EXAGGERATION : 1, z, rate, early ? EARLY_MOMENTUM : MOMENTUM] as const,
      ...[at.map32, at.bounds] as const,
    );
    afterIteration(iteration + 1, state.map());
  }

  const map = state.map().slice();
  const z = repel();
  // KL(P || Q) is the sum of p ln(p / q) with q = 1 / (1 + d^2) / Z. The p sum up to 1, so that
  // their terms with Z sum up to ln Z.
  const divergence = await attraction.divergence(map) + kernels.log(z);
  return { map, divergence };
}

/** Lays the arrays of a descent out in the memory of the kernels, and fills them for its start. */
function createState(kernels: Kernels, start: Float64Array) {
  const count = start.length / 2;
  const layout = createLayout(kernels.heapBase());
  const at = {
    map: layout.reserve(count * 16),
    attractions: layout.reserve(count * 8),
    repulsions: layout.reserve(count * 16),
    velocities: layout.reserve(count * 16),
    gains: layout.reserve(count * 16),
    /** The map as float32. */
    map32: layout.reserve(count * 8),
    /** The least x and y and the largest x and y of the map. */
    bounds: layout.reserve(4 * 8),
  };
  growMemory(kernels.memory, layout.end);
  // Views are made at each use: the mesh grows the memory, which ends older views.
  const doubles = (at: number, length: number) =>
    new Float64Array(kernels.memory.buffer, at, length);
  const singles = (at: number, length: number) =>
    new Float32Array(kernels.memory.buffer, at, length);
  doubles(at.map, 2 * count).set(start);
  doubles(at.gains, 2 * count).fill(1);
  singles(at.map32, 2 * count).set(start);
  doubles(at.bounds, 4).set(boundsOf(start));
  return {
    at,
    end: layout.end,
    map: () => doubles(at.map, 2 * count),
    /** A copy of the map as float32. */
    map32: () => singles(at.map32, 2 * count).slice(),
    bounds: (): Bounds => {
      const [left = 0, bottom = 0, right = 0, top = 0] = doubles(at.bounds, 4);
      return [left, bottom, right, top];
    },
    setAttractions: (forces: Float32Array) => singles(at.attractions, 2 * count).set(forces),
  };
}

type Bounds = [left: number, bottom: number, right: number, top: number];

function boundsOf(map: Float64Array): Bounds {
  let left = Infinity, bottom = Infinity, right = -Infinity, top = -Infinity;
  for (let i = 0; i < map.length; i += 2) {
    const x = map[i]!, y = map[i + 1]!;
    left = Math.min(left, x), right = Math.max(right, x);
    bottom = Math.min(bottom, y), top = Math.max(top, y);
  }
  return [left, bottom, right, top];
}

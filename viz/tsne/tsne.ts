// This module is browser compatible.

/**
 * t-SNE: a map in the plane in which neighbours stay neighbours.
 *
 * The idea (van der Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 9, 2008): the distances
 * of the points give each pair an affinity p_ij, large for neighbours (equation 1 and section 3.1).
 * The distances in the map give each pair a similarity q_ij, in proportion to 1 / (1 + d^2)
 * (equation 4). Gradient descent moves the points of the map until the Kullback-Leibler divergence
 * of the q_ij from the p_ij is small (equation 5).
 *
 * {@linkcode tsne} runs the parts in this order:
 *
 * 1. `rotate.ts` and `kd_tree_order.ts` prepare the points for a fast neighbour search;
 * 2. `initial_map.ts` starts the map from the first two principal components;
 * 3. `neighbours.ts` finds the nearest neighbours and the probabilities p(j|i);
 * 4. `edges.ts` combines them to the affinities p_ij;
 * 5. `descent.ts` moves the map; its call of `kernels.step` is the gradient step.
 *
 * @module
 */

import { WeftError } from "../../error.ts";
import { throwIfAborted, untilAborted } from "../abort.ts";
import { checkFinite, checkShape, type Features } from "../features.ts";
import { startThreads } from "../kernels/threads.ts";
import { gradientDescent } from "./descent.ts";
import { symmetricEdges } from "./edges.ts";
import { initialMap } from "./initial_map.ts";
import { kdTreeOrder } from "./kd_tree_order.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { rotate } from "./rotate.ts";

// Public API

/** The progress of {@linkcode tsne}. */
export interface TsneProgress {
  /** Iterations done. */
  readonly iteration: number;
  /** Iterations in all. */
  readonly iterations: number;
  /** [count, 2]: the current map; undefined before the first iteration. */
  readonly coordinates?: Float32Array;
}

/** The options of {@linkcode tsne}. */
export interface TsneOptions {
  /** Number of points, at least 2. */
  count: number;
  /** Features of each point. */
  dimensions: number;
  /**
   * About the number of neighbours of each point. Default: 30, or less where there are too few
   * points for it.
   */
  perplexity?: number;
  /** Steps of gradient descent. Default: 750. */
  iterations?: number;
  /** Called about ten times a second, and after the last iteration. */
  onProgress?: (progress: TsneProgress) => void;
  /**
   * Called before each step of gradient descent. Where it returns a promise, the descent waits
   * until that is resolved or `signal` is aborted: a page pauses the map in this way. The map does
   * not depend on it.
   */
  hold?: () => Promise<void> | undefined;
  /** Stops the work: the promise is rejected and the memory is freed. */
  signal?: AbortSignal;
  /** Number of workers; 0 for none. Default: one for each core. The map does not depend on it. */
  workers?: number;
}

/** The map that {@linkcode tsne} returns. */
export interface Tsne {
  /** [count, 2]: the coordinates of each point, their mean at the origin. */
  readonly coordinates: Float32Array;
  /** The Kullback-Leibler divergence of the map from the affinities of the points, in nats. */
  readonly klDivergence: number;
  /** The perplexity that was used. */
  readonly perplexity: number;
  /** Steps of gradient descent. */
  readonly iterations: number;
  /** Sentences about changed settings and special maps; usually empty. */
  readonly notices: string[];
}

/**
 * Computes a map of points by t-SNE. The same features give the same map, to the last bit, in every
 * JavaScript engine and with any number of workers.
 *
 * @param features [count, dimensions], one point after the other; only their distances matter.
 * @throws {WeftError} `usage` where sizes or settings do not fit, `data` where a feature is NaN or
 *   infinite, `runtime` where there is not enough memory, or, with the name `AbortError`, where
 *   `signal` is aborted.
 *
 * @example
 * ```ts
 * import { tsne } from "weft-ml";
 *
 * const features = Float32Array.from({ length: 3 * 200 }, (_, i) => (i * i) % 101);
 * const { coordinates } = await tsne(features, { count: 200, dimensions: 3, perplexity: 10 });
 * console.assert(coordinates.length === 2 * 200);
 * ```
 */
export async function tsne(features: Features, options: TsneOptions): Promise<Tsne> {
  const { count, iterations = 750 } = options;
  checkShape(FAILURE, features, options);
  checkSettings(options);
  checkFinite(FAILURE, features, options);
  const notices: string[] = [];
  const perplexity = fittingPerplexity(options, notices);
  throwIfAborted(STOPPED, options.signal);

  const rotated = rotate(features, options);
  const order = kdTreeOrder(rotated);
  const start = initialMap(rotated, order);
  if (start === undefined) return mapOfOnePoint(options, iterations, perplexity, notices);
  const { threads, problem } = await startThreads(
    options.workers ?? fittingWorkers(rotated.points.byteLength, count),
  );
  if (problem !== undefined) {
    notices.push(`The map was computed in one thread: ${problem}.`);
  }
  const hooks = descentHooks(options, iterations, order);
  try {
    const k = Math.min(count - 1, Math.floor(NEIGHBOURS * perplexity));
    const neighbours = await nearestNeighbours(
      ...[rotated, order, k, perplexity, threads, () => hooks.afterIteration(0)] as const,
    );
    const edges = symmetricEdges(neighbours, count);
    const { map, divergence } = await gradientDescent(start, edges, iterations, threads, hooks);
    return {
      coordinates: inOrderOfPoints(map, order),
      klDivergence: divergence,
      perplexity,
      iterations,
      notices,
    };
  } finally {
    for (const thread of threads) thread.close();
  }
}

// Implementation

/** The first words of an error. */
const FAILURE = "Cannot compute the map";
/** The first words of an AbortError. */
const STOPPED = "The map was stopped";
/** Neighbours for each unit of perplexity. The affinities of farther points are next to nothing. */
const NEIGHBOURS = 3;
/** With fewer points than this, starting workers takes longer than they save. */
const WORTH_WORKERS = 2000;
/** Bytes of all copies of the points: each worker has one. */
const MOST_COPIES = 0x2000_0000;
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 100;

/** The hooks of a descent that report progress, pause it, and stop it where `signal` is aborted. */
function descentHooks(
  { onProgress, hold, signal }: TsneOptions,
  iterations: number,
  order: Int32Array,
) {
  let lastReport = -Infinity;
  return {
    async beforeIteration(): Promise<void> {
      const promise = hold?.();
      if (promise === undefined) return;
      await untilAborted(promise, signal);
      throwIfAborted(STOPPED, signal);
    },
    afterIteration(iteration: number, map?: Float64Array): void {
      throwIfAborted(STOPPED, signal);
      if (onProgress === undefined) return;
      const now = performance.now();
      if (now - lastReport < REPORT_EVERY && iteration < iterations) return;
      lastReport = now;
      onProgress({
        iteration,
        iterations,
        ...map && { coordinates: inOrderOfPoints(map, order) },
      });
    },
  };
}

function checkSettings({ count, perplexity, iterations, workers }: TsneOptions): void {
  const demand = (holds: boolean, what: string, expected: string, got: unknown, hint: string) => {
    if (holds) return;
    throw new WeftError(
      "usage",
      `${FAILURE}: expected ${what} to be ${expected} but got ${got}`,
      hint,
    );
  };
  const whole = (value: number, least: number) => Number.isSafeInteger(value) && value >= least;
  demand(count >= 2, "count", "at least 2", count, "Pass more points");
  demand(
    perplexity === undefined || (perplexity >= 1 && Number.isFinite(perplexity)),
    ...["perplexity", "a number from 1", perplexity, "Pass about 5 to 50, 30 by default"] as const,
  );
  demand(
    iterations === undefined || whole(iterations, 1),
    ...[
      "iterations",
      "a whole number from 1",
      iterations,
      "Pass 750, or more for a map that still changes",
    ] as const,
  );
  demand(
    workers === undefined || whole(workers, 0),
    ...[
      "workers",
      "a whole number from 0",
      workers,
      "Leave it out for one on each core",
    ] as const,
  );
}

/** The requested perplexity, or with a notice the largest one for which there are enough points. */
export function fittingPerplexity(options: TsneOptions, notices: string[]): number {
  const { count, perplexity = 30 } = options;
  const largest = Math.max(1, (count - 1) / NEIGHBOURS);
  if (perplexity <= largest) return perplexity;
  notices.push(
    `The perplexity is ${
      Number(largest.toFixed(2))
    } instead of ${perplexity}: ${count} points have too few neighbours for more.`,
  );
  return largest;
}

/**
 * The default number of workers: one on each core, or one where the core count is unknown (Node
 * 20).
 */
function fittingWorkers(bytes: number, count: number): number {
  if (count < WORTH_WORKERS) return 0;
  const processors = globalThis.navigator?.hardwareConcurrency ?? 1;
  return Math.max(1, Math.min(processors, Math.floor(MOST_COPIES / bytes)));
}

/** The map of points that are all the same: all lie at the origin. */
function mapOfOnePoint(
  { count }: TsneOptions,
  iterations: number,
  perplexity: number,
  notices: string[],
): Tsne {
  notices.push("All points are the same, and so are their places in the map.");
  // The divergence is 0: affinities and similarities are the same for all pairs.
  return {
    coordinates: new Float32Array(2 * count),
    klDivergence: 0,
    perplexity,
    iterations,
    notices,
  };
}

/** The coordinates of each point, from a map whose rows are in the k-d tree order. */
function inOrderOfPoints(map: Float64Array, order: Int32Array): Float32Array {
  const coordinates = new Float32Array(map.length);
  order.forEach((point, place) => {
    coordinates[2 * point] = map[2 * place]!;
    coordinates[2 * point + 1] = map[2 * place + 1]!;
  });
  return coordinates;
}

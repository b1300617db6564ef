// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { throwIfAborted, untilAborted } from "../abort.ts";
import { checkFinite, checkShape, type Features } from "../features.ts";
import { startThreads } from "../kernels/threads.ts";
import { descend } from "./descent.ts";
import { symmetricEdges } from "./edges.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { nearnessOrder } from "./order.ts";
import { rotate } from "./rotate.ts";
import { startMap } from "./start.ts";

/** How far {@linkcode tsne} has come. */
export interface TsneProgress {
  /** Iterations done. */
  readonly iteration: number;
  /** Iterations in all. */
  readonly iterations: number;
  /**
   * [count, 2]: the map as it is now, for a page that draws while it runs; not there before the
   * first iteration.
   */
  readonly coordinates?: Float32Array;
}

/** What {@linkcode tsne} is told. */
export interface TsneOptions {
  /** Number of points, at least 2. */
  count: number;
  /** Features of each point. */
  dimensions: number;
  /**
   * About how many neighbours each point has; 30 where it is not given, less where there are too
   * few points for it.
   */
  perplexity?: number;
  /** Steps of gradient descent; 750 where it is not given. */
  iterations?: number;
  /** Called now and then while the map is made. */
  onProgress?: (progress: TsneProgress) => void;
  /**
   * Asked before each step of gradient descent: where it gives a promise, the work waits until that
   * is settled, or `signal` calls the work off. A page pauses so. The map does not depend on it.
   */
  hold?: () => Promise<void> | undefined;
  /** Stops the work: the promise is rejected and the memory given back. */
  signal?: AbortSignal;
  /**
   * How many workers help; one on each processor where it is not given, 0 for none. The map does
   * not depend on it.
   */
  workers?: number;
}

/** A map, as {@linkcode tsne} returns it. */
export interface Tsne {
  /** [count, 2]: the place of each point, the map's mean at the origin. */
  readonly coordinates: Float32Array;
  /** The Kullback-Leibler divergence of the map from the affinities of the points, in nats. */
  readonly klDivergence: number;
  /** The perplexity that was used. */
  readonly perplexity: number;
  /** Steps of gradient descent. */
  readonly iterations: number;
  /** What the reader of the map has to know, as sentences; empty where all went as asked. */
  readonly notices: string[];
}

const TASK = "Cannot make the map";
/** Neighbours for each unit of perplexity: the others' affinities are next to nothing. */
const NEIGHBOURS = 3;
/** With fewer points than this, starting workers takes longer than they save. */
const WORTH_WORKERS = 2000;
/** Each worker holds a copy of the points; bytes of all copies. */
const MOST_COPIES = 0x2000_0000;
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 100;

/**
 * Draws a map of points by t-SNE (van der Maaten and Hinton, "Visualizing Data using t-SNE", 2008):
 * neighbours stay neighbours. The same features give the same map, to the last bit, in every engine
 * and with any number of workers.
 *
 * @param features [count, dimensions], one point after the other; only their distances matter.
 * @throws {WeftError} `usage` where sizes or settings do not fit, `data` where a feature is NaN or
 * infinite, `runtime` where there is not enough memory, or, with the name `AbortError`, where
 * `signal` called the work off.
 *
 * @example
 * ```ts
 * import { tsne } from "weft";
 *
 * const features = Float32Array.from({ length: 3 * 200 }, (_, i) => (i * i) % 101);
 * const { coordinates } = await tsne(features, { count: 200, dimensions: 3, perplexity: 10 });
 * console.assert(coordinates.length === 2 * 200);
 * ```
 */
export async function tsne(features: Features, options: TsneOptions): Promise<Tsne> {
  const { count, iterations = 750, onProgress, hold, signal } = options;
  checkShape(TASK, features, options);
  checkSettings(options);
  checkFinite(TASK, features, options);
  const notices: string[] = [];
  const perplexity = fittingPerplexity(options, notices);
  throwIfAborted("The map was called off", signal);

  const rotated = rotate(features, options);
  const order = nearnessOrder(rotated);
  const start = startMap(rotated, order);
  if (start === undefined) return mapOfOnePoint(options, iterations, perplexity, notices);
  const { threads, problem } = await startThreads(
    options.workers ?? fittingWorkers(rotated.points.byteLength, count),
  );
  if (problem !== undefined) {
    notices.push(`The map was computed in one thread: ${problem}.`);
  }
  let lastReport = -Infinity;
  const advance = (iteration: number, map?: Float64Array) => {
    throwIfAborted("The map was called off", signal);
    if (onProgress === undefined) return;
    const now = performance.now();
    if (now - lastReport < REPORT_EVERY && iteration < iterations) return;
    lastReport = now;
    onProgress({
      iteration,
      iterations,
      ...map && { coordinates: inOrderOfPoints(map, order) },
    });
  };
  const held = async () => {
    const wait = hold?.();
    if (wait === undefined) return;
    await untilAborted(wait, signal);
    throwIfAborted("The map was called off", signal);
  };
  try {
    const k = Math.min(count - 1, Math.floor(NEIGHBOURS * perplexity));
    const neighbours = await nearestNeighbours(
      ...[rotated, order, k, perplexity, threads, () => advance(0)] as const,
    );
    const edges = symmetricEdges(neighbours, count);
    const { map, divergence } = await descend(start, edges, iterations, threads, { advance, held });
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

function checkSettings({ count, perplexity, iterations, workers }: TsneOptions): void {
  const demand = (holds: boolean, what: string, expected: string, got: unknown, hint: string) => {
    if (holds) return;
    throw new WeftError(
      "usage",
      `${TASK}: expected ${what} to be ${expected} but got ${got}`,
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
      "Pass 750, or more for a map that is not settled",
    ] as const,
  );
  demand(
    workers === undefined || whole(workers, 0),
    ...[
      "workers",
      "a whole number from 0",
      workers,
      "Leave it out for one on each processor",
    ] as const,
  );
}

/** The perplexity that was asked for, or the largest for which there are enough points. */
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

/** A worker on each processor, as far as the runtime tells; Node 20 has no navigator. */
function fittingWorkers(bytes: number, count: number): number {
  if (count < WORTH_WORKERS) return 0;
  const processors = globalThis.navigator?.hardwareConcurrency ?? 1;
  return Math.max(1, Math.min(processors, Math.floor(MOST_COPIES / bytes)));
}

/** The map of points that are all the same: they all lie at the origin. */
function mapOfOnePoint(
  { count }: TsneOptions,
  iterations: number,
  perplexity: number,
  notices: string[],
): Tsne {
  notices.push("All points are the same, and so are their places in the map.");
  // Affinities and similarities are then the same for all pairs.
  return {
    coordinates: new Float32Array(2 * count),
    klDivergence: 0,
    perplexity,
    iterations,
    notices,
  };
}

/** A map by places in an order, as one by points. */
function inOrderOfPoints(map: Float64Array, order: Int32Array): Float32Array {
  const coordinates = new Float32Array(map.length);
  order.forEach((point, place) => {
    coordinates[2 * point] = map[2 * place]!;
    coordinates[2 * point + 1] = map[2 * place + 1]!;
  });
  return coordinates;
}

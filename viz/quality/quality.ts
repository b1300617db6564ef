// This module is browser compatible.

/**
 * Measures of a map: of its neighbourhoods in comparison with those of the features, and of its
 * classes.
 *
 * Trustworthiness and continuity compare the ranks of neighbours (`ranking.ts`; Venna and Kaski,
 * "Neighborhood preservation in nonlinear projection methods", 2001). The other measures compare
 * the map with the labels: the majority class of the neighbours, a linear classifier
 * (`linear_classifier.ts`) and the silhouette (`silhouette.ts`).
 *
 * @module
 */

import { createGenerator } from "../../data/random.ts";
import { WeftError } from "../../error.ts";
import { throwIfAborted } from "../abort.ts";
import { checkFinite, checkShape, type Features } from "../features.ts";
import { rotate } from "../tsne/rotate.ts";
import { heldOutAccuracy, linearAccuracy } from "./linear_classifier.ts";
import { createRanking } from "./ranking.ts";
import { silhouetteOf } from "./silhouette.ts";

// Public API

/** The options of {@linkcode mapQuality}. */
export interface QualityOptions {
  /** Number of points. */
  count: number;
  /** Features of each point. */
  dimensions: number;
  /** Neighbours in trustworthiness, continuity and neighbour accuracy. Default: 10. */
  neighbours?: number;
  /** Checked before the work begins. The work is synchronous and cannot be interrupted. */
  signal?: AbortSignal;
}

/** The quality of a map. A higher value of a measure is better. */
export interface Quality {
  /** 0 to 1: high where neighbours in the map are neighbours among the features. */
  readonly trustworthiness: number;
  /** 0 to 1: high where neighbours among the features are neighbours in the map. */
  readonly continuity: number;
  /** 0 to 1: the accuracy of a k-nearest-neighbour classifier in the map, each point left out. */
  readonly neighbourAccuracy: number;
  /** 0 to 1: the accuracy of a linear classifier of the two coordinates on its training points. */
  readonly linearSeparability: number;
  /** 0 to 1: the accuracy of a linear classifier on one half of the points, fitted to the other. */
  readonly heldOutSeparability: number;
  /** -1 to 1: high where points are nearer to their own class than to the nearest other one. */
  readonly silhouette: number;
}

/**
 * Measures the quality of a map. With more than 10,000 points, a random sample of 10,000, always
 * the same one, is compared with all points; the linear classifier is fitted to the sample only.
 *
 * @param features [count, dimensions]: the features of the map.
 * @param coordinates [count, 2]: the map.
 * @param labels [count]: the class of each point, an integer.
 * @throws {WeftError} `usage` where sizes do not fit, `data` where a number is NaN or infinite.
 *
 * @example
 * ```ts
 * import { mapQuality, pca } from "weft-ml";
 *
 * const feature = (i: number) => i % 3 + 10 * Math.floor(i / 90);
 * const features = Float32Array.from({ length: 3 * 90 }, (_, i) => feature(i));
 * const labels = Uint8Array.from({ length: 90 }, (_, i) => Math.floor(i / 30));
 * const shape = { count: 90, dimensions: 3 };
 * const { coordinates } = pca(features, shape);
 * console.assert(mapQuality(features, coordinates, labels, shape).neighbourAccuracy === 1);
 * ```
 */
export function mapQuality(
  features: Features,
  coordinates: Float32Array,
  labels: ArrayLike<number>,
  options: QualityOptions,
): Quality {
  const { count, neighbours = 10, signal } = options;
  checkShape(FAILURE, features, options);
  checkShape(`${FAILURE}'s coordinates`, coordinates, { count, dimensions: 2 });
  checkFinite(FAILURE, features, options);
  checkFinite(`${FAILURE}'s coordinates`, coordinates, { count, dimensions: 2 });
  const classes = classesOf(labels, options);
  throwIfAborted("The measurement was stopped", signal);
  const queries = sampleOf(count);
  // rotate() scales the points by a common factor, so that no squared distance overflows.
  const high = createRanking(rotate(features, options), queries);
  const low = createRanking(rotate(coordinates, { count, dimensions: 2 }), queries);
  // Trustworthiness is defined for fewer neighbours than half of the points.
  const near = Math.max(1, Math.min(neighbours, Math.ceil(count / 2) - 1));
  const voters = Math.min(neighbours, count - 1);
  let intrusions = 0, losses = 0, correct = 0, silhouette = 0;
  queries.forEach((query, i) => {
    const lowRow = low.measure(i), highRow = high.measure(i);
    const inMap = lowRow.nearest(Math.max(near, voters));
    for (let j = 0; j < near; j++) intrusions += Math.max(0, highRow.rank(inMap[j]!) - near);
    for (const point of highRow.nearest(near)) losses += Math.max(0, lowRow.rank(point) - near);
    correct += Number(majorityClass(inMap.subarray(0, voters), classes) === classes.of[query]);
    silhouette += silhouetteOf(query, lowRow.squares(), classes.of, classes.sizes);
  });
  const places = Float64Array.from(
    { length: 2 * queries.length },
    (_, at) => coordinates[2 * queries[at >> 1]! + at % 2]!,
  );
  const own = Int32Array.from(queries, (query) => classes.of[query]!);
  const worst = near * (2 * count - 3 * near - 1) / 2;
  const mean = (sum: number) => sum / queries.length;
  return {
    trustworthiness: worst > 0 ? 1 - mean(intrusions) / worst : 1,
    continuity: worst > 0 ? 1 - mean(losses) / worst : 1,
    neighbourAccuracy: mean(correct),
    linearSeparability: linearAccuracy(places, own, classes.sizes.length),
    heldOutSeparability: heldOutAccuracy(places, own, classes.sizes.length),
    silhouette: mean(silhouette),
  };
}

// Implementation

/** The first words of an error. */
const FAILURE = "Cannot measure the map";
/** The largest number of points that are compared with all points. */
const MOST_QUERIES = 10_000;

/** The classes of points, numbered from 0 in the order of their labels. */
interface Classes {
  /** [count]: the number of each point's class. */
  readonly of: Int32Array;
  /** [classes]: the number of points of each class. */
  readonly sizes: Int32Array;
}

function classesOf(labels: ArrayLike<number>, { count, neighbours = 10 }: QualityOptions): Classes {
  const demand = (holds: boolean, expected: string, hint: string) => {
    if (!holds) throw new WeftError("usage", `${FAILURE}: expected ${expected}`, hint);
  };
  demand(count >= 2, `at least 2 points but got ${count}`, "Pass more points");
  demand(
    Number.isSafeInteger(neighbours) && neighbours >= 1,
    `neighbours to be a whole number from 1 but got ${neighbours}`,
    "Leave it out for 10",
  );
  demand(
    labels.length === count,
    `${count} labels but got ${labels.length}`,
    "Pass one label for each point",
  );
  const all = Array.from(labels);
  const bad = all.findIndex((label) => !Number.isSafeInteger(label));
  demand(
    bad < 0,
    `whole numbers as labels but that of point ${bad} is ${all[bad]}`,
    "Number the classes",
  );
  const numbers = new Map([...new Set(all)].sort((a, b) => a - b).map((label, i) => [label, i]));
  const of = Int32Array.from(all, (label) => numbers.get(label)!);
  const sizes = new Int32Array(numbers.size);
  for (const number of of) sizes[number] = sizes[number]! + 1;
  return { of, sizes };
}

/**
 * The points that are measured: a random sample, since the order of points often follows their
 * classes.
 */
function sampleOf(count: number): Uint32Array {
  return createGenerator(1).permutation(count).subarray(0, MOST_QUERIES);
}

/** The most frequent class of some neighbours; of several, the first one. */
function majorityClass(neighbours: Int32Array, { of, sizes }: Classes): number {
  const votes = new Int32Array(sizes.length);
  for (const neighbour of neighbours) votes[of[neighbour]!] = votes[of[neighbour]!]! + 1;
  return votes.indexOf(Math.max(...votes));
}

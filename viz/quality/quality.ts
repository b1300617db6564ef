// This module is browser compatible.

import { createGenerator } from "../../data/random.ts";
import { WeftError } from "../../error.ts";
import { throwIfAborted } from "../abort.ts";
import { checkFinite, checkShape, type Features } from "../features.ts";
import { rotate } from "../tsne/rotate.ts";
import { heldOutAccuracy, linearAccuracy } from "./linear_classifier.ts";
import { createRanking } from "./ranking.ts";
import { silhouetteOf } from "./silhouette.ts";

/** What {@linkcode mapQuality} is told. */
export interface QualityOptions {
  /** Number of points. */
  count: number;
  /** Features of each point. */
  dimensions: number;
  /**
   * How many neighbours trustworthiness, continuity and the vote look at; 10 where it is not given.
   */
  neighbours?: number;
  /**
   * Called off before the work begins, it does not begin; it cannot be interrupted, for it returns
   * at once.
   */
  signal?: AbortSignal;
}

/** How well a map shows its points, each measure in itself better the higher it is. */
export interface Quality {
  /** 0 to 1: whether neighbours in the map are neighbours among the features. */
  readonly trustworthiness: number;
  /** 0 to 1: whether neighbours among the features are neighbours in the map. */
  readonly continuity: number;
  /**
   * 0 to 1: how often the neighbours in the map vote for a point's own label, the point itself left
   * out.
   */
  readonly neighbourAccuracy: number;
  /**
   * 0 to 1: accuracy of a linear classifier of the two coordinates, on the points that it was
   * fitted to.
   */
  readonly linearSeparability: number;
  /** The same of one that was fitted to half of the points, on the other half. */
  readonly heldOutSeparability: number;
  /**
   * -1 to 1: how much nearer a point is to those of its own label than to those of the next one.
   */
  readonly silhouette: number;
}

const TASK = "Cannot measure the map";
/** Points that are looked at, at most; each of them is compared with all points. */
const MOST_QUERIES = 10_000;

/**
 * Measures how well a map shows its points. With more than 10,000 points, a random sample of
 * 10,000, always the same one, is compared with all points; the linear classifier sees the sample
 * only.
 *
 * Trustworthiness and continuity are those of Venna and Kaski, "Neighborhood preservation in
 * nonlinear projection methods", 2001; the silhouette is that of Rousseeuw 1987, in the map.
 *
 * @param features [count, dimensions]: what the map was made of.
 * @param coordinates [count, 2]: the map.
 * @param labels [count]: the class of each point, as a whole number.
 * @throws {WeftError} `usage` where sizes do not fit, `data` where a number is NaN or infinite.
 *
 * @example
 * ```ts
 * import { mapQuality, pca } from "weft";
 *
 * const features = Float32Array.from({ length: 3 * 90 }, (_, i) => i % 3 + 10 * Math.floor(i / 90));
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
  checkShape(TASK, features, options);
  checkShape(`${TASK}'s coordinates`, coordinates, { count, dimensions: 2 });
  checkFinite(TASK, features, options);
  checkFinite(`${TASK}'s coordinates`, coordinates, { count, dimensions: 2 });
  const classes = classesOf(labels, options);
  throwIfAborted("The measurement was called off", signal);
  const queries = sampleOf(count);
  // Rotated, points keep their distances up to a common factor, and none of them overflows.
  const high = createRanking(rotate(features, options), queries);
  const low = createRanking(rotate(coordinates, { count, dimensions: 2 }), queries);
  // Ranks say nothing beyond half of the points.
  const near = Math.max(1, Math.min(neighbours, Math.ceil(count / 2) - 1));
  const voters = Math.min(neighbours, count - 1);
  let untrue = 0, torn = 0, right = 0, silhouette = 0;
  queries.forEach((query, i) => {
    const lowRow = low.measure(i), highRow = high.measure(i);
    const shown = lowRow.nearest(Math.max(near, voters));
    for (let j = 0; j < near; j++) untrue += Math.max(0, highRow.rank(shown[j]!) - near);
    for (const point of highRow.nearest(near)) torn += Math.max(0, lowRow.rank(point) - near);
    right += Number(voteOf(shown.subarray(0, voters), classes) === classes.of[query]);
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
    trustworthiness: worst > 0 ? 1 - mean(untrue) / worst : 1,
    continuity: worst > 0 ? 1 - mean(torn) / worst : 1,
    neighbourAccuracy: mean(right),
    linearSeparability: linearAccuracy(places, own, classes.sizes.length),
    heldOutSeparability: heldOutAccuracy(places, own, classes.sizes.length),
    silhouette: mean(silhouette),
  };
}

/** The classes of points, numbered from 0 in the order of their labels. */
interface Classes {
  /** [count]: the number of each point's class. */
  readonly of: Int32Array;
  /** [classes]: how many points each has. */
  readonly sizes: Int32Array;
}

function classesOf(labels: ArrayLike<number>, { count, neighbours = 10 }: QualityOptions): Classes {
  const demand = (holds: boolean, expected: string, hint: string) => {
    if (!holds) throw new WeftError("usage", `${TASK}: expected ${expected}`, hint);
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

function sampleOf(count: number): Uint32Array {
  // Not every n-th point: the order of points often follows their classes.
  return createGenerator(1).permutation(count).subarray(0, MOST_QUERIES);
}

/** The class that most neighbours have; of several, the first one. */
function voteOf(neighbours: Int32Array, { of, sizes }: Classes): number {
  const votes = new Int32Array(sizes.length);
  for (const neighbour of neighbours) votes[of[neighbour]!] = votes[of[neighbour]!]! + 1;
  return votes.indexOf(Math.max(...votes));
}

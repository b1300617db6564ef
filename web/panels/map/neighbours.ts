// This module is browser compatible.
import type { Features } from "../../../viz/mod.ts";

/** A point that is near another. */
export interface Neighbour {
  /** The number of the point. */
  readonly point: number;
  /** The Euclidean distance in feature space. */
  readonly distance: number;
}

/**
 * The k nearest neighbours of one point in feature space, exactly: all distances are computed. The
 * nearest come first, of two at the same distance the one with the smaller number. 10,000 points of
 * 84 features take about a millisecond.
 *
 * @param features [count, dimensions].
 * @param query [dimensions].
 * @param k How many; fewer come where there are fewer.
 * @param except The number of a point to leave out: the query itself.
 */
export function nearestTo(
  features: Features,
  query: Features,
  k: number,
  except = -1,
): Neighbour[] {
  const dimensions = query.length;
  const count = features.length / dimensions;
  const best: { point: number; square: number }[] = [];
  let farthest = Infinity;
  for (let point = 0, at = 0; point < count; point++, at += dimensions) {
    let square = 0;
    for (let d = 0; d < dimensions; d++) {
      const difference = features[at + d]! - query[d]!;
      square += difference * difference;
    }
    if (square >= farthest || point === except) continue;
    let place = best.length;
    while (place > 0 && best[place - 1]!.square > square) place--;
    best.splice(place, 0, { point, square });
    if (best.length > k) best.pop();
    if (best.length === k) farthest = best[k - 1]!.square;
  }
  return best.map(({ point, square }) => ({ point, distance: Math.sqrt(square) }));
}

/**
 * Where on a map a new point belongs: the mean of its neighbours' places, each weighted by the
 * inverse square of its distance in feature space. A point at distance 0 of a neighbour lies where
 * that one does.
 *
 * t-SNE has no function that maps new points; this is where the map's own points suggest it.
 * Between two clusters it may lie where no point is.
 *
 * @param neighbours At least one.
 * @param positions [count, 2].
 */
export function placeAmong(
  neighbours: readonly Neighbour[],
  positions: Float32Array,
): [x: number, y: number] {
  const same = neighbours.filter(({ distance }) => distance === 0);
  const counted = same.length > 0 ? same : neighbours;
  let x = 0, y = 0, weights = 0;
  for (const { point, distance } of counted) {
    const weight = same.length > 0 ? 1 : 1 / (distance * distance);
    x += weight * positions[2 * point]!;
    y += weight * positions[2 * point + 1]!;
    weights += weight;
  }
  return [x / weights, y / weights];
}

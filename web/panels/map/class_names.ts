// This module is browser compatible.
import { classPlaces } from "../../../viz/figures/class_places.ts";
import { fitView, type Size, toMap, toScreen } from "./view.ts";

/** The name of a class and the position of its middle, in the map's units. */
export interface ClassName {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** The bounds of a normalized map. */
const WHOLE = { left: -1, bottom: -1, right: 1, top: 1 } as const;

/**
 * The distance in pixels between the middle of a text and its baseline, which `classPlaces`
 * returns.
 */
const BASELINE = 4.4;

/**
 * Finds a position for the name of each shown class, where its points are dense, as the figures do.
 *
 * @param positions [count, 2], normalized.
 * @param shown True for each class that is shown.
 * @param size The size of the plot.
 */
export function placeNames(
  positions: Float32Array,
  labels: Uint8Array,
  classes: readonly string[],
  shown: readonly boolean[],
  size: Size,
): ClassName[] {
  const points = [...labels.keys()].filter((point) => shown[labels[point]!]);
  if (points.length === 0) return [];
  const view = fitView(WHOLE, size, 0);
  const places = new Float64Array(2 * points.length);
  points.forEach((point, i) => {
    places.set(toScreen(view, positions[2 * point]!, positions[2 * point + 1]!), 2 * i);
  });
  const found = classPlaces({
    places,
    labels: points.map((point) => labels[point]!),
    classes,
    plot: { left: 0, top: 0, right: size.width, bottom: size.height },
  });
  return found.map(({ index, x, y }) => {
    const [mapX, mapY] = toMap(view, x, y - BASELINE);
    return { name: classes[index]!, x: mapX, y: mapY };
  });
}

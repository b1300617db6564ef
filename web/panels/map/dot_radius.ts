// This module is browser compatible.

/** The fraction of the map that all dots would cover if none overlapped. */
const COVERED = 0.2;
/** The limits of the radius in CSS pixels. */
const MIN = 1.1, MAX = 5;

/**
 * The radius of a dot in CSS pixels. It is smaller where there are more points, and grows with the
 * zoom level, but slower than the map.
 *
 * @param count The number of points.
 * @param fitScale Half the side of the whole map in CSS pixels.
 * @param zoomLevel The scale of the view, relative to the view that shows the whole map.
 *
 * @example
 * ```ts
 * console.assert(dotRadius(10_000, 300, 1) < dotRadius(300, 300, 1));
 * ```
 */
export function dotRadius(count: number, fitScale: number, zoomLevel: number): number {
  const area = 4 * fitScale * fitScale;
  const radius = Math.sqrt(COVERED * area / (Math.PI * Math.max(1, count)));
  return Math.min(MAX, Math.max(MIN, radius) * zoomLevel ** 0.4);
}

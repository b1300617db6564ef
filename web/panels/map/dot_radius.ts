// This module is browser compatible.

/** The share of the map that all dots would cover side by side. */
const COVERED = 0.2;
/** In CSS pixels, where the whole map is shown. */
const LEAST = 1.1, MOST = 5;

/**
 * The radius of a dot in CSS pixels: the more points, the smaller, and larger where the reader is
 * closer, though less so than the map.
 *
 * @param count The points of the map.
 * @param wholeScale Half the side of the whole map in CSS pixels.
 * @param closeness How much closer than the whole map the reader is.
 *
 * @example
 * ```ts
 * console.assert(dotRadius(10_000, 300, 1) < dotRadius(300, 300, 1));
 * ```
 */
export function dotRadius(count: number, wholeScale: number, closeness: number): number {
  const area = 4 * wholeScale * wholeScale;
  const wish = Math.sqrt(COVERED * area / (Math.PI * Math.max(1, count)));
  return Math.min(MOST, Math.max(LEAST, wish) * closeness ** 0.4);
}

import { WeftError } from "../../error.ts";

/** The largest number of points for the reference packages: t-SNE takes about two minutes. */
export const MOST_POINTS = 1000;

/**
 * Checks that there are few enough points for a reference package.
 *
 * @throws {WeftError} `usage` where there are more than 1,000.
 */
export function checkFewPoints(packageName: string, count: number): void {
  if (count <= MOST_POINTS) return;
  throw new WeftError(
    "usage",
    `Cannot compute the map with ${packageName}: ` +
      `expected at most ${MOST_POINTS} points but got ${count}`,
    "Pass fewer points, or use weft's own implementation, which takes 100,000",
  );
}

/** Points as rows of numbers, the input of the packages. */
export function rowsOf(features: ArrayLike<number>, dimensions: number): number[][] {
  return Array.from(
    { length: features.length / dimensions },
    (_, i) => Array.from({ length: dimensions }, (_, d) => features[i * dimensions + d]!),
  );
}

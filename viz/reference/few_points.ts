import { WeftError } from "../../error.ts";

/**
 * Points that the reference packages take in a time that one waits for: about two minutes of t-SNE.
 */
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
    `Cannot make the map with ${packageName}: expected at most ${MOST_POINTS} points but got ${count}`,
    "Pass fewer points, or use weft's own engine, which takes 100,000",
  );
}

/** Points as rows of numbers, which is how the packages take them. */
export function rowsOf(features: ArrayLike<number>, dimensions: number): number[][] {
  return Array.from(
    { length: features.length / dimensions },
    (_, i) => Array.from({ length: dimensions }, (_, d) => features[i * dimensions + d]!),
  );
}

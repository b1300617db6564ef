// This module is browser compatible.

import { WeftError } from "../error.ts";

/** Points as rows of features without gaps, [count, dimensions]. */
export type Features = Float32Array | Uint8Array;

/** How many points there are, of how many features. */
export interface Shape {
  /** Number of points. */
  count: number;
  /** Features of each point. */
  dimensions: number;
}

/**
 * Checks that features have the shape that they are said to have.
 *
 * @param task What cannot be done otherwise, as in "Cannot make the map".
 * @throws {WeftError} `usage` where they have not, or where a size is not a whole number from 1.
 */
export function checkShape(task: string, features: Features, { count, dimensions }: Shape): void {
  for (const [name, value] of [["count", count], ["dimensions", dimensions]] as const) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new WeftError(
      "usage",
      `${task}: expected ${name} to be a whole number from 1 but got ${value}`,
      "Pass the number of points as count and that of the features of each as dimensions",
    );
  }
  if (!(features instanceof Float32Array || features instanceof Uint8Array)) {
    throw new WeftError(
      "usage",
      `${task}: expected the features as Float32Array or Uint8Array`,
      "Convert them, for example with Float32Array.from",
    );
  }
  if (features.length === count * dimensions) return;
  throw new WeftError(
    "usage",
    `${task}: expected ${count} points of ${dimensions} features, ${
      count * dimensions
    } numbers, but got ${features.length}`,
    "Pass the features of all points one after the other, and count and dimensions that fit them",
  );
}

/**
 * Checks that every feature is a number.
 *
 * @throws {WeftError} `data` where one is NaN or infinite, with its place.
 */
export function checkFinite(task: string, features: Features, { dimensions }: Shape): void {
  if (features instanceof Uint8Array) return;
  let sum = 0;
  for (let i = 0; i < features.length; i++) sum += features[i]!;
  // No sum of finite float32 leaves float64, and one that is not finite shows in the sum.
  if (Number.isFinite(sum)) return;
  const bad = features.findIndex((value) => !Number.isFinite(value));
  throw new WeftError(
    "data",
    `${task}: feature ${bad % dimensions} of point ${Math.floor(bad / dimensions)} is ${
      features[bad]
    }`,
    "Leave such points out, or find out where the number comes from",
  );
}

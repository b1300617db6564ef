// This module is browser compatible.

import { WeftError } from "../error.ts";

/** Points as rows of features without gaps, [count, dimensions]. */
export type Features = Float32Array | Uint8Array;

/** The number of points and of their features. */
export interface Shape {
  /** Number of points. */
  count: number;
  /** Features of each point. */
  dimensions: number;
}

/**
 * Checks that features have a given shape.
 *
 * @param task The beginning of the message, such as "Cannot make the map".
 * @throws {WeftError} `usage` if they have another one, or if a size is not an integer of at least
 * 1.
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
 * @throws {WeftError} `data` with the place of the first that is NaN or infinite.
 */
export function checkFinite(task: string, features: Features, { dimensions }: Shape): void {
  if (features instanceof Uint8Array) return;
  let sum = 0;
  for (let i = 0; i < features.length; i++) sum += features[i]!;
  // A float64 sum of finite float32 values is finite. A value that is not finite makes the sum so
  // too.
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

// This module is browser compatible.
import type { ModelPort } from "./messages.ts";

const UNITS = [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"], [1, "bytes"]] as const;

/**
 * Formats a number of bytes with three digits.
 *
 * @example
 * ```ts
 * console.assert(bytesText(101_234_567) === "101 MB");
 * ```
 */
export function bytesText(bytes: number): string {
  const [size, unit] = UNITS.find(([size]) => bytes >= size) ?? [1, "bytes"];
  const value = bytes / size;
  return `${size === 1 || value >= 100 ? Math.round(value) : value.toPrecision(3)} ${unit}`;
}

/**
 * Formats a time with its unit.
 *
 * @example
 * ```ts
 * console.assert(secondsText(2340) === "2.3 s");
 * ```
 */
export function secondsText(milliseconds: number): string {
  return milliseconds < 950
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Formats a count with separators. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** Formats the type of an input or an output, such as `float32[batch, 28, 28, 1]`. */
export function portText({ type, shape }: ModelPort): string {
  const lengths = shape?.map((length, axis) => length ?? (axis === 0 ? "batch" : "any"));
  return `${type ?? ""}${lengths ? `[${lengths.join(", ")}]` : ""}`;
}

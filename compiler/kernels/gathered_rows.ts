// This module is browser compatible.

import type { Lowering } from "../lowering.ts";

/** All positions in a tensor of this shape, row-major. */
export function positionsIn(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (positions, length) =>
      positions.flatMap((position) => Array.from({ length }, (_, i) => [...position, i])),
    [[]],
  );
}

/** The row-major number of a position, or `undefined` when it lies outside of the shape. */
export function rowOf(position: readonly number[], shape: readonly number[]): number | undefined {
  const inside = position.every((at, i) => at >= 0 && at < shape[i]!);
  return inside ? position.reduce((row, at, i) => row * shape[i]! + at, 0) : undefined;
}

/**
 * Emits a Gather of rows of x [n, count, length]: [n, rows.length, length]. `undefined` stands for
 * a row of zeros.
 */
export function gatherRows(
  lowering: Lowering,
  x: string,
  count: number,
  rows: readonly (number | undefined)[],
): string {
  const padded = rows.includes(undefined)
    ? lowering.emit("Pad", [x, lowering.ints([0, 0, 0, 0, 1, 0])])
    : x;
  const indices = Int32Array.from(rows, (row) => row ?? count);
  return lowering.emit("Gather", [
    padded,
    lowering.constant("int32", [indices.length], indices, "rows"),
  ], { axis: { i: 1 } });
}

// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Permutation } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import type { ConvGeometry } from "./conv_geometry.ts";

/** The order of the axes of activations with the channels last: [n, ...spatial, c]. */
export function channelsLast({ layout }: ConvGeometry): Permutation {
  return [layout[0]!, ...layout.slice(2), layout[1]!];
}

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
 * Emits a Gather of positions of activations, all channels of a position at once: [n, rows.length,
 * c]. `undefined` stands for zeros.
 */
export function gatherRows(
  lowering: Lowering,
  x: Lowered,
  spatial: readonly number[],
  geometry: ConvGeometry,
  rows: readonly (number | undefined)[],
): string {
  const outside = sizeOf(spatial);
  const shape = [geometry.batch, outside, x.shape[geometry.layout[1]!]!];
  const all = lowering.reshape(lowering.as(x, channelsLast(geometry)), shape);
  const padded = rows.includes(undefined)
    ? lowering.emit("Pad", [all, lowering.ints([0, 0, 0, 0, 1, 0])])
    : all;
  const indices = lowering.ints(rows.map((row) => row ?? outside));
  return lowering.emit("Gather", [padded, indices], { axis: { i: 1 } });
}

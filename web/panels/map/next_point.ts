// This module is browser compatible.
import type { PointGrid } from "./point_grid.ts";

/** A distance larger than a normalized map. */
const EVERYWHERE = 4;

/**
 * Finds the nearest point in a direction: within 45 degrees of it, on either side.
 *
 * @param from The index of the point to start from.
 * @param positions The positions of the points in `grid`, [count, 2], normalized.
 * @param direction Right and down: each is -1, 0 or 1.
 * @param allowed Returns true for points that may be found.
 * @returns The index of the point; `undefined` where there is none.
 *
 * @example
 * ```ts ignore
 * const right = nextPoint(selected, { grid, positions, direction: [1, 0], allowed: () => true });
 * ```
 */
export function nextPoint(
  from: number,
  { grid, positions, direction: [right, down], allowed }: {
    readonly grid: PointGrid;
    readonly positions: Float32Array;
    readonly direction: readonly [right: number, down: number];
    readonly allowed: (point: number) => boolean;
  },
): number | undefined {
  const x = positions[2 * from]!, y = positions[2 * from + 1]!;
  const isAhead = (point: number) => {
    const across = positions[2 * point]! - x, up = positions[2 * point + 1]! - y;
    const along = across * right - up * down, aside = across * down + up * right;
    return along > 0 && Math.abs(aside) <= along && allowed(point);
  };
  const found = grid.nearest(x, y, EVERYWHERE, isAhead);
  return found < 0 ? undefined : found;
}

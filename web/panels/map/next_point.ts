// This module is browser compatible.
import type { PointGrid } from "./point_grid.ts";

/** As far as a normalized map reaches, and farther. */
const EVERYWHERE = 4;

/**
 * Finds the nearest point within the quarter of the map that an arrow points into.
 *
 * @param from The point to go from.
 * @param positions [count, 2], normalized; those that `grid` is of.
 * @param direction Of the arrow: right and down, one of -1, 0, 1 each.
 * @param allowed Whether a point may be found.
 * @returns Its number; `undefined` where none lies there.
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

// This module is browser compatible.
import { boundsOf } from "./view.ts";

/**
 * Points sorted into square cells, so that a pointer finds the one below it without looking at all
 * of them.
 */
export interface PointGrid {
  /**
   * The point nearest to a place, no farther than `within`; of two at the same distance the first.
   *
   * @param x The place, in the map's units.
   * @param y The place, in the map's units.
   * @param within The largest distance, in the map's units.
   * @param allowed Whether a point may be found; all may where it is not given.
   * @returns The number of the point, or -1 where there is none.
   */
  nearest(x: number, y: number, within: number, allowed?: (point: number) => boolean): number;
  /**
   * The numbers of the points in a rectangle of the map, by cells; those just outside may be among
   * them.
   */
  within(left: number, bottom: number, right: number, top: number): number[];
}

/** Points of a cell, on average, were they spread evenly. */
const POINTS_OF_CELL = 4;

/**
 * Sorts points into cells.
 *
 * @param positions [count, 2]; they are not copied.
 */
export function createPointGrid(positions: Float32Array): PointGrid {
  const count = positions.length / 2;
  const bounds = boundsOf(positions);
  const side = Math.max(bounds.right - bounds.left, bounds.top - bounds.bottom) || 1;
  const cells = Math.max(1, Math.ceil(Math.sqrt(count / POINTS_OF_CELL)));
  const cell = side / cells;
  const clamp = (value: number) => Math.max(0, Math.min(cells - 1, value));
  const column = (x: number) => clamp(Math.floor((x - bounds.left) / cell));
  const row = (y: number) => clamp(Math.floor((y - bounds.bottom) / cell));

  const cellOf = (i: number) => row(positions[2 * i + 1]!) * cells + column(positions[2 * i]!);
  const starts = new Int32Array(cells * cells + 1);
  for (let i = 0; i < count; i++) starts[cellOf(i) + 1]!++;
  for (let i = 0; i < cells * cells; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const sorted = new Int32Array(count);
  for (let i = 0; i < count; i++) sorted[next[cellOf(i)]!++] = i;

  function* pointsIn(left: number, bottom: number, right: number, top: number) {
    const firstColumn = column(left), lastColumn = column(right), lastRow = row(top);
    for (let r = row(bottom); r <= lastRow; r++) {
      const end = starts[r * cells + lastColumn + 1]!;
      for (let at = starts[r * cells + firstColumn]!; at < end; at++) yield sorted[at]!;
    }
  }

  const nearestIn = (
    ...[x, y, within, allowed]: Parameters<PointGrid["nearest"]>
  ): { point: number; square: number } => {
    let point = -1, square = within * within;
    for (const i of pointsIn(x - within, y - within, x + within, y + within)) {
      const dx = positions[2 * i]! - x, dy = positions[2 * i + 1]! - y;
      const distance = dx * dx + dy * dy;
      const nearer = distance < square || (distance === square && (point < 0 || i < point));
      if (!nearer || (allowed && !allowed(i))) continue;
      point = i, square = distance;
    }
    return { point, square };
  };

  return {
    nearest(x, y, within, allowed) {
      // A small circle first: it holds the nearest point nearly always, and few others.
      for (let radius = Math.min(cell, within);; radius = Math.min(2 * radius, within)) {
        const { point } = nearestIn(x, y, radius, allowed);
        if (point >= 0 || radius >= within) return point;
      }
    },
    within: (left, bottom, right, top) => [...pointsIn(left, bottom, right, top)],
  };
}

// This module is browser compatible.

import type { Box } from "./label_places.ts";
import type { LaidOutMap } from "./point_map.ts";
import { textWidth } from "./text_width.ts";
import { TYPE } from "./theme.ts";

/** The name of a class and where to write it. */
export interface ClassPlace {
  /** The number of the class. */
  readonly index: number;
  /** The middle of the text, in pixels. */
  readonly x: number;
  /** The baseline of the text, in pixels. */
  readonly y: number;
}

/** How names on a map are set. */
export const CLASS_NAME = { size: TYPE.label, weight: 600 } as const;

/** The map is counted in so many cells each way, */
const CELLS = 36;
/** and smoothed so often: the middle of a cluster wins over a knot at its edge. */
const PASSES = 4;
const HEIGHT = 18;

/**
 * Finds a place for the name of each class: where its points are dense and mostly its own, apart
 * from other names. A class that has no such place left goes without; the legend names it.
 *
 * @param map The map.
 * @returns The places, at most one for each class.
 *
 * @example
 * ```ts
 * import { classPlaces } from "./class_places.ts";
 *
 * const plot = { left: 0, top: 0, right: 360, bottom: 360 };
 * const map = { places: Float64Array.of(95, 95), labels: [0], classes: ["Bag"], plot };
 * console.assert(classPlaces(map)[0]!.x === 95);
 * ```
 */
export function classPlaces(map: LaidOutMap): ClassPlace[] {
  const { classes, plot } = map;
  const widths = classes.map((name) => textWidth(name, CLASS_NAME) + 8);
  const candidates = densities(map).flatMap((cells, index) =>
    Array.from(cells, (score, cell) => ({ index, cell, score })).filter(({ score }) => score > 0)
  ).sort((a, b) => b.score - a.score || a.index - b.index || a.cell - b.cell);
  const step = { x: (plot.right - plot.left) / CELLS, y: (plot.bottom - plot.top) / CELLS };
  const taken: Box[] = [];
  const found = new Map<number, ClassPlace>();
  for (const { index, cell } of candidates) {
    if (found.has(index)) continue;
    const half = widths[index]! / 2;
    const x = within(
      plot.left + (cell % CELLS + 0.5) * step.x,
      plot.left + half,
      plot.right - half,
    );
    const y = plot.top + (Math.floor(cell / CELLS) + 0.5) * step.y;
    const middle = within(y, plot.top + HEIGHT / 2, plot.bottom - HEIGHT / 2);
    const box: Box = {
      left: x - half,
      right: x + half,
      top: middle - HEIGHT / 2,
      bottom: middle + HEIGHT / 2,
    };
    if (taken.some((other) => overlaps(box, other))) continue;
    taken.push(box);
    found.set(index, { index, x, y: middle + 4.4 });
  }
  return [...found.values()].sort((a, b) => a.index - b.index);
}

/**
 * For each class, how much each cell is its own: its points in and around the cell, times their
 * share among all points there.
 */
function densities({ places, labels, classes, plot }: LaidOutMap): Float64Array[] {
  const counts = classes.map(() => new Float64Array(CELLS * CELLS));
  const column = (value: number, low: number, high: number) =>
    within(Math.floor((value - low) / (high - low) * CELLS), 0, CELLS - 1);
  for (let i = 0; i < labels.length; i++) {
    const x = column(places[2 * i]!, plot.left, plot.right);
    const y = column(places[2 * i + 1]!, plot.top, plot.bottom);
    counts[labels[i]!]![y * CELLS + x]! += 1;
  }
  const smooth = counts.map((cells: Float64Array) => {
    for (let pass = 0; pass < PASSES; pass++) cells = smoothed(cells);
    return cells;
  });
  return smooth.map((own) =>
    own.map((value, cell) => {
      const all = smooth.reduce((sum, cells) => sum + cells[cell]!, 0);
      return all > 0 ? value * (value / all) : 0;
    })
  );
}

/**
 * Adds up the 3 x 3 cells around each cell, the nearer the more. All are whole numbers, so their
 * order does not matter.
 */
function smoothed(cells: Float64Array): Float64Array {
  const along = (values: Float64Array, step: number, place: (cell: number) => number) =>
    values.map((value, cell) => {
      const before = place(cell) > 0 ? values[cell - step]! : 0;
      const after = place(cell) < CELLS - 1 ? values[cell + step]! : 0;
      return before + 2 * value + after;
    });
  return along(along(cells, 1, (cell) => cell % CELLS), CELLS, (cell) => Math.floor(cell / CELLS));
}

function within(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

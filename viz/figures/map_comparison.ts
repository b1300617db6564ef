// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { classLegend } from "./class_legend.ts";
import { figure, type Heading } from "./heading.ts";
import { label } from "./label.ts";
import type { Box } from "./label_places.ts";
import { checkMap, type LaidOutMap, type PointMap, rangeOf } from "./point_map.ts";
import { drawPoints } from "./scatter.ts";
import { breakRemarks } from "./text_width.ts";
import { SPACE, TYPE } from "./theme.ts";

/** One of the maps that are compared. */
export interface ComparedMap extends PointMap {
  /** What stands above it, such as `PCA`. */
  readonly title: string;
  /** What stands below it, such as how good it is; remarks are joined by ` · `. */
  readonly note?: string;
}

/** What {@linkcode mapComparison} draws. */
export interface MapComparisonOptions extends Heading {
  /** Maps of the same points, from the left. */
  maps: readonly ComparedMap[];
  /** The class number of each point, [count]. */
  labels: ArrayLike<number>;
  /** The names of the classes; `class 0` and so on where they are not given. */
  classes?: readonly string[];
}

const SIDE = 440;
const GAP = 24;
const AIR = 14;
const TITLE_ROOM = 24;
const LINE = 16;
const LEGEND = { width: 152, gap: 26 } as const;
const NOTE = { size: TYPE.tick } as const;

/**
 * Draws maps of the same points side by side, with one legend: PCA beside t-SNE, say. Each has a
 * scale of its own, the same for both of its axes. The same input gives the same bytes in every
 * runtime.
 *
 * @param options The maps, and the labels of their points.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` where there are no maps or points, lengths do not fit together, a
 * coordinate is not finite or a label has no class.
 *
 * @example
 * ```ts
 * import { mapComparison } from "./map_comparison.ts";
 *
 * const svg = mapComparison({
 *   title: "Two maps",
 *   maps: [
 *     { title: "PCA", coordinates: Float32Array.of(0, 0, 3, 4) },
 *     { title: "t-SNE", coordinates: Float32Array.of(9, 0, 0, 4) },
 *   ],
 *   labels: [0, 1],
 * });
 * console.assert(svg.includes(">t-SNE</text>"));
 * ```
 */
export function mapComparison(options: MapComparisonOptions): string {
  const { maps, labels } = options;
  if (maps.length === 0) {
    throw new WeftError(
      "usage",
      "Cannot draw the comparison: there are no maps",
      "Pass at least one map of the points",
    );
  }
  const top = SPACE.heading + TITLE_ROOM;
  const laidOut = maps.map((map, i): LaidOutMap => {
    const { classes, stride } = checkMap(map.title, map, options);
    const left = SPACE.margin + i * (SIDE + GAP);
    const plot: Box = { left, top, right: left + SIDE, bottom: top + SIDE };
    const [x, y] = [0, 1].map((axis) => rangeOf(map.coordinates, stride, axis));
    const scale = (SIDE - 2 * AIR) / Math.max(x!.span, y!.span);
    const places = new Float64Array(2 * labels.length);
    for (let point = 0; point < labels.length; point++) {
      const [px, py] = [map.coordinates[point * stride]!, map.coordinates[point * stride + 1]!];
      places[2 * point] = left + SIDE / 2 + (px - x!.middle) * scale;
      places[2 * point + 1] = top + SIDE / 2 - (py - y!.middle) * scale;
    }
    return { places, labels, classes, plot };
  });
  const { classes, plot: { right } } = laidOut.at(-1)!;
  const legend = classLegend(labels, classes, LEGEND.width);
  const notes = maps.map(({ note = "" }) => breakRemarks(note, NOTE, SIDE));
  const lines = Math.max(...notes.map(({ length }) => length));
  const notesTop = top + SIDE + 24;
  const width = right + LEGEND.gap + LEGEND.width + SPACE.margin;
  const height = notesTop + Math.max(0, lines - 1) * LINE + (lines > 0 ? 22 : 0);
  const description =
    `${maps.length} maps of ${labels.length} points in ${classes.length} classes: ${
      maps.map(({ title, note }) => note ? `${title} (${note})` : title).join("; ")
    }.`;
  return figure(width, height, options, description, (root, theme) => {
    laidOut.forEach((map, i) => {
      const { title } = maps[i]!;
      const { left, bottom } = map.plot;
      const group = root.group().attr({ "data-map": title });
      const style = { size: TYPE.panel, weight: 600, fill: theme.ink.strong } as const;
      label(group, title, { ...style, x: left, y: top - 12 });
      group.rect(SIDE, SIDE).move(left, top).fill("none").stroke(theme.ink.grid);
      drawPoints(group, map, theme);
      notes[i]!.forEach((line, row) => {
        label(group, line, {
          ...NOTE,
          x: left,
          y: bottom + 24 + row * LINE,
          fill: theme.ink.muted,
        });
      });
    });
    legend.draw(root, right + LEGEND.gap, top, theme);
  });
}

// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { SvgElement } from "../svg_element.ts";
import { type Tick, ticksWithin } from "./axis.ts";
import { classLegend } from "./class_legend.ts";
import { figure, type Heading } from "./heading.ts";
import { label } from "./label.ts";
import type { Box } from "./label_places.ts";
import { breakRemarks, textWidth } from "./text_width.ts";
import { SPACE, type Theme, TYPE } from "./theme.ts";

/** A map: what `tsne` and `pca` return. */
export interface PointMap {
  /** [count, 2], or more numbers a point, of which the first two are drawn. */
  readonly coordinates: Float32Array;
}

/** What every figure of a map is told. */
export interface MapOptions extends Heading {
  /** The class number of each point, [count]. */
  labels: ArrayLike<number>;
  /** The names of the classes; `class 0` and so on where they are not given. */
  classes?: readonly string[];
  /** The names of the axes. A map of t-SNE has none: its axes have neither unit nor meaning. */
  axes?: readonly [x: string, y: string];
  /** A line below the map, such as how it was made and how good it is. */
  note?: string;
}

/** A map that has been laid out. */
export interface LaidOutMap {
  /** [count, 2]: where each point is drawn, in pixels. */
  readonly places: Float64Array;
  /** The class of each point, [count]. */
  readonly labels: ArrayLike<number>;
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** The area of the points. */
  readonly plot: Box;
}

/** The marks of a map, ready to be drawn. */
export interface MapMarks {
  /** What there is to say of them below the map, before the note. */
  readonly remark?: string;
  /** Draws them on a group of their own. */
  readonly draw: (group: SvgElement, theme: Theme) => void;
}

/** Air between the outermost points and the frame, in pixels. */
const AIR = 20;
/** A flat map is drawn no flatter than this share of its width. */
const FLATTEST = 0.6;
/**
 * The name and the gaps beside the labels of the vertical axis; the name and the labels of the
 * other.
 */
const AXIS_ROOM = { left: 30, below: 44 };
const REMARK_LINE = 16;
const LEGEND = { width: 152, gap: 26 };

/**
 * Draws a figure of a map: heading, frame, axes, legend and note around the marks. Both axes have
 * the same scale, as distances between points would mean nothing otherwise.
 *
 * @param what What the figure is called in an error.
 * @param map The map.
 * @param options Labels and names.
 * @param side The width of the plot in pixels.
 * @param marksOf Makes the marks of the map that has been laid out.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` where there are no points, lengths do not fit together, a coordinate
 * is not finite or a label has no class.
 *
 * @example
 * ```ts
 * import { pointMap } from "./point_map.ts";
 *
 * const map = { coordinates: Float32Array.of(0, 0, 3, 4) };
 * const svg = pointMap("map", map, { title: "Two points", labels: [0, 1] }, 400, ({ places }) => ({
 *   draw: (group) => group.circle(4).center(places[0]!, places[1]!),
 * }));
 * console.assert(svg.includes("class 1"));
 * ```
 */
export function pointMap(
  what: string,
  map: PointMap,
  options: MapOptions,
  side: number,
  marksOf: (map: LaidOutMap) => MapMarks,
): string {
  const { labels, axes, note = "" } = options;
  const { classes, stride } = checkMap(what, map, options);
  const count = labels.length;
  const [x, y] = [0, 1].map((axis) => rangeOf(map.coordinates, stride, axis)) as [Range, Range];

  const top = SPACE.heading;
  const inner = side - 2 * AIR;
  const shape = Math.max(FLATTEST, Math.min(1, y.span / x.span));
  const height = inner * shape + 2 * AIR;
  const scale = Math.min(inner / x.span, (height - 2 * AIR) / y.span);
  const ticks = {
    x: ticksWithin(x.middle - side / 2 / scale, x.middle + side / 2 / scale, 6),
    y: ticksWithin(y.middle - height / 2 / scale, y.middle + height / 2 / scale, 6),
  };
  const tickRoom = Math.max(...ticks.y.map((tick) => textWidth(tick.label, { size: TYPE.tick })));
  const left = SPACE.margin + (axes ? AXIS_ROOM.left + tickRoom : 0);
  const plot: Box = { left, top, right: left + side, bottom: top + height };
  const at = {
    x: (value: number) => left + side / 2 + (value - x.middle) * scale,
    y: (value: number) => top + height / 2 - (value - y.middle) * scale,
  };
  const places = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    places[2 * i] = at.x(map.coordinates[i * stride]!);
    places[2 * i + 1] = at.y(map.coordinates[i * stride + 1]!);
  }

  const marks = marksOf({ places, labels, classes, plot });
  const below = [marks.remark, note].filter(Boolean).join(" · ");
  const legend = classLegend(labels, classes, LEGEND.width);
  const width = plot.right + LEGEND.gap + LEGEND.width + SPACE.margin;
  const remarks = breakRemarks(below, { size: TYPE.tick }, width - left - SPACE.margin);
  const axesEnd = plot.bottom + (axes ? AXIS_ROOM.below : 0);
  const remarksTop = axesEnd + 26;
  const bottom = Math.max(
    remarks.length > 0 ? remarksTop + (remarks.length - 1) * REMARK_LINE + 22 : axesEnd + 24,
    top + legend.height + 24,
  );
  const description = `A map of ${count} points in ${classes.length} classes.` +
    (below === "" ? "" : ` ${below}.`);
  return figure(width, bottom, options, description, (root, theme) => {
    root.rect(side, height).move(left, top).fill("none").stroke(theme.ink.grid);
    if (axes) drawAxes(root, axes, ticks, at, plot, theme);
    const group = root.group().attr({ "data-marks": count });
    marks.draw(group, theme);
    legend.draw(root, plot.right + LEGEND.gap, top, theme);
    const style = { size: TYPE.tick, fill: theme.ink.muted } as const;
    remarks.forEach((line, i) => {
      label(root, line, { ...style, x: left, y: remarksTop + i * REMARK_LINE });
    });
  });
}

/** Where the coordinates of an axis lie. */
export interface Range {
  readonly middle: number;
  /** The length of the range; 1 where all points stand at one place. */
  readonly span: number;
}

/** The range of the coordinates of an axis, 0 or 1. */
export function rangeOf(coordinates: Float32Array, stride: number, axis: number): Range {
  let low = Infinity, high = -Infinity;
  for (let i = axis; i < coordinates.length; i += stride) {
    low = Math.min(low, coordinates[i]!);
    high = Math.max(high, coordinates[i]!);
  }
  return { middle: low + (high - low) / 2, span: high - low || 1 };
}

/**
 * Makes sure that a map can be drawn.
 *
 * @returns The names of its classes, and how many coordinates each point has.
 */
export function checkMap(
  what: string,
  { coordinates }: PointMap,
  { labels, classes }: Pick<MapOptions, "labels" | "classes">,
): { classes: readonly string[]; stride: number } {
  const fail = (reason: string, hint: string): never => {
    throw new WeftError("usage", `Cannot draw the ${what}: ${reason}`, hint);
  };
  const count = labels.length;
  const stride = coordinates.length / count;
  if (count === 0) fail("there are no points", "Pass one label for each point of the map");
  if (!Number.isInteger(stride) || stride < 2) {
    fail(
      `${count} labels do not fit to ${coordinates.length} coordinates`,
      "Pass two coordinates or more, and one label, for each point",
    );
  }
  const bad = coordinates.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    fail(
      `a coordinate of point ${Math.floor(bad / stride)} is ${coordinates[bad]}`,
      "Leave out points that have no place",
    );
  }
  let most = 0;
  for (let i = 0; i < count; i++) {
    const number = labels[i]!;
    if (!Number.isInteger(number) || number < 0 || (classes && number >= classes.length)) {
      fail(
        `the label of point ${i} is ${number}` +
          (classes ? `, there are ${classes.length} classes` : ""),
        "Pass the number of a class, from 0, for each point",
      );
    }
    most = Math.max(most, number);
  }
  const names = classes ?? Array.from({ length: most + 1 }, (_, i) => `class ${i}`);
  return { classes: names, stride };
}

/** Ticks outside the frame, their labels, and the name of each axis. */
function drawAxes(
  root: SvgElement,
  axes: readonly [x: string, y: string],
  ticks: Record<"x" | "y", readonly Tick[]>,
  at: Record<"x" | "y", (value: number) => number>,
  plot: Box,
  { ink }: Theme,
): void {
  const style = { size: TYPE.tick, fill: ink.muted } as const;
  for (const tick of ticks.x) {
    const x = at.x(tick.value);
    root.line(x, plot.bottom, x, plot.bottom + 4).stroke(ink.axis);
    label(root, tick.label, { ...style, x, y: plot.bottom + 17, anchor: "middle" });
  }
  for (const tick of ticks.y) {
    const y = at.y(tick.value);
    root.line(plot.left - 4, y, plot.left, y).stroke(ink.axis);
    label(root, tick.label, { ...style, x: plot.left - 8, y: y + 4, anchor: "end" });
  }
  const name = { size: TYPE.label, fill: ink.strong, anchor: "middle" } as const;
  label(root, axes[0], { ...name, x: (plot.left + plot.right) / 2, y: plot.bottom + 37 });
  const x = SPACE.margin + 8, y = (plot.top + plot.bottom) / 2;
  label(root, axes[1], { ...name, x, y }).attr({ transform: `rotate(-90 ${x} ${y})` });
}

// This module is browser compatible.

import type { SvgElement } from "../svg_element.ts";
import { roundedText } from "../svg_serialize.ts";
import { mix } from "./colour.ts";
import { classColour, seriesColour, type Theme } from "./theme.ts";

/** One line of a panel. */
export interface CurveSeries {
  /** What the line shows: `train`, `validation` and `test` have colours of their own. */
  name: string;
  /** One value for each epoch; `null`, NaN or what overflows a float32 leaves a gap. */
  values: readonly (number | null)[];
  /**
   * Where the line is a mean, as over seeds: the least and the greatest value of each epoch, drawn
   * as a band. The best value of a mean is not marked.
   */
  range?: { readonly low: readonly number[]; readonly high: readonly number[] };
}

/** A measured value: its epoch, itself, and where it is drawn. */
export interface Mark {
  /** The epoch. */
  epoch: number;
  /** The value. */
  value: number;
  /** Pixels from the left. */
  x: number;
  /** Pixels from the top. */
  y: number;
}

/** A series with at least one measured value, ready to draw. */
export interface Line {
  /** The name of the series. */
  name: string;
  /** Its colour. */
  colour: string;
  /** The colour of its name: one that can be read on the paper. */
  textColour: string;
  /** The outline of the band behind it, where it has one. */
  band?: readonly { x: number; y: number }[];
  /** Stretches without a gap, each with at least one mark. */
  runs: readonly (readonly Mark[])[];
  /** The last measured value. */
  last: Mark;
  /** The best measured value; the first of equals. */
  best: Mark;
}

/**
 * Whether a value was measured and can be drawn.
 *
 * @param value A value of a series.
 * @returns `false` for `null`, NaN, and what overflows a float32: the loss of a run that diverged.
 *
 * @example
 * ```ts
 * import { isMeasured } from "./line.ts";
 *
 * console.assert(isMeasured(0.5) && !isMeasured(NaN) && !isMeasured(null));
 * ```
 */
export function isMeasured(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(Math.fround(value));
}

/**
 * Lays out a series: its marks in runs without gaps, its best and its last value.
 *
 * @param series The series.
 * @param index Its place among the others, which gives it its colour.
 * @param epochs One epoch a value.
 * @param best Which end is better.
 * @param at Where an epoch and a value are drawn.
 * @param theme The looks of the figure.
 * @returns The line, or `undefined` where nothing was measured.
 *
 * @example
 * ```ts
 * import { lineOf } from "./line.ts";
 * import { THEMES } from "./theme.ts";
 *
 * const series = { name: "train", values: [0.6, null, 0.4] };
 * const line = lineOf(series, 0, [1, 2, 3], "min", (x, y) => ({ x, y }), THEMES.light);
 * console.assert(line?.runs.length === 2 && line.best.epoch === 3);
 * ```
 */
export function lineOf(
  series: CurveSeries,
  index: number,
  epochs: readonly number[],
  best: "min" | "max",
  at: (epoch: number, value: number) => { x: number; y: number },
  theme: Theme,
): Line | undefined {
  const runs: Mark[][] = [[]];
  epochs.forEach((epoch, i) => {
    const value = series.values[i];
    if (isMeasured(value)) runs.at(-1)?.push({ epoch, value, ...at(epoch, value) });
    else runs.push([]);
  });
  const marks = runs.flat();
  const last = marks.at(-1);
  if (last === undefined) return undefined;
  const colour = seriesColour(series.name, index, theme);
  const better = (a: Mark, b: Mark) => best === "min" ? a.value < b.value : a.value > b.value;
  return {
    name: series.name,
    colour,
    textColour: colour === classColour(index, theme) ? mix(colour, theme.ink.strong, 0.4) : colour,
    ...series.range ? { band: outlineOf(series.range, epochs, at) } : {},
    runs: runs.filter((run) => run.length > 0),
    last,
    best: marks.reduce((champion, mark) => better(mark, champion) ? mark : champion),
  };
}

/** The upper edge of a band from left to right, then the lower one back. */
function outlineOf(
  { low, high }: NonNullable<CurveSeries["range"]>,
  epochs: readonly number[],
  at: (epoch: number, value: number) => { x: number; y: number },
) {
  const along = (edge: readonly number[]) => epochs.map((epoch, i) => at(epoch, edge[i]!));
  return [...along(high), ...along(low).reverse()];
}

/**
 * Draws a line: its runs as one path, a dot on each value while there is room, a ring around the
 * best. A single value among several epochs stands for the whole run, as that of the test set, and
 * is drawn as a diamond.
 *
 * @param parent What to draw on.
 * @param line The line.
 * @param epochs How many epochs the panel has.
 * @param paper The colour of the background.
 *
 * @example
 * ```ts
 * import { drawing } from "../drawing.ts";
 * import { drawLine, lineOf } from "./line.ts";
 * import { THEMES } from "./theme.ts";
 *
 * const series = { name: "train", values: [6, 4] };
 * const line = lineOf(series, 0, [1, 2], "min", (x, y) => ({ x, y }), THEMES.light);
 * const svg = drawing(9, 9, (root) => line && drawLine(root, line, 2, "#ffffff"), {
 *   title: "Loss",
 *   description: "It falls.",
 * });
 * console.assert(svg.includes('d="M1 6L2 4"'));
 * ```
 */
export function drawLine(parent: SvgElement, line: Line, epochs: number, paper: string): void {
  const { name, colour, runs, best, band } = line;
  const group = parent.group().attr({ "data-series": name });
  const count = runs.flat().length;
  if (count === 1 && epochs > 1) {
    const { x, y } = best;
    group.path(`M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`)
      .fill(colour).stroke({ color: paper, width: 1.5 });
    return;
  }
  const path = runs.filter((run) => run.length > 1)
    .map((run) => "M" + run.map(({ x, y }) => `${roundedText(x)} ${roundedText(y)}`).join("L"))
    .join("");
  if (path !== "") {
    group.path(path).fill("none").stroke({ color: colour, width: 2, linejoin: "round" });
  }
  for (const run of runs) {
    if (epochs > 20 && run.length > 1) continue;
    for (const { x, y } of run) group.circle(6).center(x, y).fill(colour);
  }
  if (count > 1 && !band) {
    group.circle(10).center(best.x, best.y).fill(paper).stroke({ color: colour, width: 2 });
  }
}

/**
 * Draws the band behind a line, where it has one: before any of the lines, so that it covers none.
 *
 * @param parent What to draw on.
 * @param line The line.
 */
export function drawBand(parent: SvgElement, { name, colour, band = [] }: Line): void {
  if (band.length < 4) return; // one epoch has no width
  const outline = band.map(({ x, y }) => `${roundedText(x)} ${roundedText(y)}`).join("L");
  parent.path(`M${outline}Z`).fill(colour).attr({ "fill-opacity": 0.16 }).attr({
    "data-band": name,
  });
}

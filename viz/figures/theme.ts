// This module is browser compatible.

/**
 * Ten colours for ten classes: M. Petroff, "Accessible Color Sequences for Data Visualization" (arXiv:2107.02270),
 * optimised to stay apart for readers with any of the three colour vision deficiencies and to differ in lightness.
 */
export const CATEGORICAL: readonly string[] = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#94a4a2",
  "#832db6",
  "#a96b59",
  "#e76300",
  "#b9ac70",
  "#717581",
  "#92dadd",
];

/** Colours by their part in a figure; all that text is set in reaches a contrast of 4.5 : 1 on {@linkcode PAPER}. */
export const INK = {
  /** Titles and numbers. */
  strong: "#14181d",
  /** Subtitles and axes. */
  muted: "#5b636d",
  /** The line of an axis. */
  axis: "#aab1ba",
  /** Lines behind the data. */
  grid: "#e7eaee",
  /** The training split. */
  train: "#0b69b0",
  /** The validation split. */
  validation: "#c2410c",
  /** The test split. */
  test: "#14181d",
  /** What must not be overlooked, as that the data are made up. */
  warning: "#a3123a",
} as const;

/** The figure's own background, so that it reads the same on a dark page. */
export const PAPER = "#ffffff";

/** Inter is what PNGs are drawn with; elsewhere the system's own typeface stands in where it is not installed. */
export const FONT_FAMILY =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Sizes of type in pixels. */
export const TYPE = { title: 19, subtitle: 13, panel: 14, label: 12.5, tick: 11.5 } as const;

/** Distances in pixels. */
export const SPACE = { margin: 28, heading: 84 } as const;

/**
 * The colour of a series: the known splits have their own, others take the categorical colours in turn.
 *
 * @param name The name of the series.
 * @param index Its place among the others, from 0.
 * @returns A hexadecimal colour.
 *
 * @example
 * ```ts
 * import { seriesColour } from "./theme.ts";
 *
 * console.assert(seriesColour("train", 0) !== seriesColour("validation", 1));
 * ```
 */
export function seriesColour(name: string, index: number): string {
  if (name === "train" || name === "validation" || name === "test") return INK[name];
  return CATEGORICAL[index % CATEGORICAL.length] ?? INK.strong;
}

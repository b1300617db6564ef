// This module is browser compatible.

/** The looks of a figure: which of {@linkcode THEMES} it is drawn in. */
export type ThemeName = "light" | "dark";

/** The colours of a figure by their part in it, each as `#rrggbb`. */
export interface Theme {
  /** The figure's own background, so that it reads the same on a page of another colour. */
  readonly paper: string;
  /** Text and lines; all that text is set in reaches a contrast of 4.5 : 1 on the paper. */
  readonly ink: {
    /** Titles and numbers. */
    readonly strong: string;
    /** Subtitles and axes. */
    readonly muted: string;
    /** The line of an axis. */
    readonly axis: string;
    /** Lines behind the data. */
    readonly grid: string;
    /** The training split. */
    readonly train: string;
    /** The validation split. */
    readonly validation: string;
    /** The test split. */
    readonly test: string;
    /** What must not be overlooked, as that the data are made up. */
    readonly warning: string;
  };
  /** Ten colours for ten classes. */
  readonly categorical: readonly string[];
  /** Cells of a matrix: nothing in them, and a scale each from little to much. */
  readonly heat: {
    readonly empty: string;
    readonly right: { readonly from: string; readonly to: string };
    readonly wrong: { readonly from: string; readonly to: string };
  };
  /** Grey levels of an image: what its 0 and its 255 are printed as, each from 0 to 255. */
  readonly image: { readonly zero: number; readonly full: number };
}

/**
 * M. Petroff, "Accessible Color Sequences for Data Visualization" (arXiv:2107.02270), optimised to
 * stay apart for readers with any of the three colour vision deficiencies and to differ in
 * lightness, so also in print without colour.
 */
const PETROFF = [
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
] as const;

/** The looks of figures by name. */
export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    paper: "#ffffff",
    ink: {
      strong: "#14181d",
      muted: "#5b636d",
      axis: "#aab1ba",
      grid: "#e7eaee",
      train: "#0b69b0",
      validation: "#c2410c",
      test: "#14181d",
      warning: "#a3123a",
    },
    categorical: PETROFF,
    heat: {
      empty: "#f6f7f9",
      right: { from: "#e3eef9", to: "#08519c" },
      wrong: { from: "#fdeee6", to: "#b83a06" },
    },
    // Ink on paper: the shop's photographs, whose negatives Fashion-MNIST is made of.
    image: { zero: 255, full: 0 },
  },
  dark: {
    paper: "#14181d",
    ink: {
      strong: "#f1f4f7",
      muted: "#a3adb8",
      axis: "#5f6a76",
      grid: "#2b323b",
      train: "#6cb6f5",
      validation: "#ff9a5c",
      test: "#f1f4f7",
      warning: "#ff8fa9",
    },
    // The two darkest, red and violet, are lifted: they would have a contrast of less than 3 on
    // dark paper.
    categorical: PETROFF.map((colour) =>
      colour === "#bd1f01" ? "#d42d10" : colour === "#832db6" ? "#9a4bcb" : colour
    ),
    heat: {
      empty: "#1c2229",
      right: { from: "#1b324a", to: "#8cc4f8" },
      wrong: { from: "#40251a", to: "#ff9a5c" },
    },
    image: { zero: 24, full: 255 },
  },
};

/**
 * Inter is what PNGs are drawn with; elsewhere the system's own typeface stands in where it is not
 * installed.
 */
export const FONT_FAMILY =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Sizes of type in pixels. */
export const TYPE = { title: 19, subtitle: 13, panel: 14, label: 12.5, tick: 11.5 } as const;

/** Distances in pixels. */
export const SPACE = { margin: 28, heading: 84 } as const;

/**
 * The colour of a class: the ten of the theme in turn.
 *
 * @param index The number of the class, from 0.
 * @param theme The looks of the figure.
 * @returns A hexadecimal colour.
 *
 * @example
 * ```ts
 * import { classColour, THEMES } from "./theme.ts";
 *
 * console.assert(classColour(11, THEMES.light) === THEMES.light.categorical[1]);
 * ```
 */
export function classColour(index: number, theme: Theme): string {
  return theme.categorical[index % theme.categorical.length] ?? theme.ink.strong;
}

/**
 * The colour of a series: the known splits have their own, others take those of the classes in
 * turn.
 *
 * @param name The name of the series.
 * @param index Its place among the others, from 0.
 * @param theme The looks of the figure.
 * @returns A hexadecimal colour.
 *
 * @example
 * ```ts
 * import { seriesColour, THEMES } from "./theme.ts";
 *
 * console.assert(seriesColour("train", 0, THEMES.light) === THEMES.light.ink.train);
 * ```
 */
export function seriesColour(name: string, index: number, theme: Theme): string {
  if (name === "train" || name === "validation" || name === "test") return theme.ink[name];
  return classColour(index, theme);
}

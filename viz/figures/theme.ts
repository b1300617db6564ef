// This module is browser compatible.

/** The name of a theme in {@linkcode THEMES}. */
export type ThemeName = "light" | "dark";

/** The colours of a figure, each as `#rrggbb`. */
export interface Theme {
  /** The background of the figure, which makes it independent of the page's colour. */
  readonly paper: string;
  /** Text and lines. Colours of text have a contrast of at least 4.5 : 1 on the paper. */
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
    /** Warnings, such as that the data are synthetic. */
    readonly warning: string;
  };
  /** Ten colours for ten classes. */
  readonly categorical: readonly string[];
  /** Cells of a matrix: empty ones, and a scale each for correct ones and mistakes. */
  readonly heat: {
    readonly empty: string;
    readonly right: { readonly from: string; readonly to: string };
    readonly wrong: { readonly from: string; readonly to: string };
  };
  /** The printed grey levels, 0 to 255, of an image's 0 and 255. */
  readonly image: { readonly zero: number; readonly full: number };
}

/**
 * M. Petroff, "Accessible Color Sequences for Data Visualization" (arXiv:2107.02270), optimised to
 * be distinguishable for readers with any of the three colour vision deficiencies, and to differ in
 * lightness for print without colour.
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

/** The themes by name. */
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
    // Ink on paper: Fashion-MNIST consists of negatives of a shop's photographs.
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
    // Red and violet, the darkest, are lighter here: their contrast on dark paper would be less
    // than 3.
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
 * The typefaces. PNGs are drawn with Inter. Elsewhere the system's own typeface replaces Inter
 * where it is not installed.
 */
export const FONT_FAMILY =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Sizes of type in pixels. */
export const TYPE = { title: 19, subtitle: 13, panel: 14, label: 12.5, tick: 11.5 } as const;

/** Distances in pixels. */
export const SPACE = { margin: 28, heading: 84 } as const;

/**
 * Returns the colour of a class. More than ten classes repeat the ten colours.
 *
 * @param index The number of the class, from 0.
 * @param theme The theme of the figure.
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
  return theme.categorical[index % theme.categorical.length]!;
}

/**
 * Returns the colour of a series. The splits have their own colours; others have the colours of the
 * classes in turn.
 *
 * @param name The name of the series.
 * @param index Its number among the series, from 0.
 * @param theme The theme of the figure.
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

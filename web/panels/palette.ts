// This module is browser compatible.

/** The colours of the current theme, each as `#rrggbb`, for drawing on a canvas. */
export interface Palette {
  /** Text and lines. */
  readonly ink: string;
  /** The background of plots and cards. */
  readonly surface: string;
  /** A colour for each of ten classes. */
  readonly classes: readonly string[];
}

const CLASSES = 10;

/** Reads the colours of the current theme. `onThemeChange` reports a change. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => toHex(style.getPropertyValue(name));
  return {
    ink: colour("--ink"),
    surface: colour("--surface"),
    classes: Array.from({ length: CLASSES }, (_, i) => colour(`--class-${i}`)),
  };
}

/**
 * Converts a computed colour, `rgb(…)`, to `#rrggbb`.
 *
 * @example
 * ```ts
 * import { toHex } from "./palette.ts";
 *
 * console.assert(toHex("rgb(255, 0, 16)") === "#ff0010");
 * ```
 */
export function toHex(computed: string): string {
  const channels = computed.match(/\d+(\.\d+)?/g)?.slice(0, 3) ?? [];
  return `#${
    channels.map((each) => Math.round(Number(each)).toString(16).padStart(2, "0")).join("")
  }`;
}

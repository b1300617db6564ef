// This module is browser compatible.

/** The page's colours at this moment, each as `#rrggbb`, for what is drawn on a canvas. */
export interface Palette {
  /** Text and lines. */
  readonly ink: string;
  /** What boards are made of. */
  readonly surface: string;
  /** The user's own things. */
  readonly accent: string;
  /** Ten colours for ten classes. */
  readonly classes: readonly string[];
}

const CLASSES = 10;

/** Reads the page's colours; `onThemeChange` tells when there are others. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => toHex(style.getPropertyValue(name));
  return {
    ink: colour("--ink"),
    surface: colour("--surface"),
    accent: colour("--madder"),
    classes: Array.from({ length: CLASSES }, (_, i) => colour(`--class-${i}`)),
  };
}

/**
 * A computed colour, `rgb(…)`, as `#rrggbb`.
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

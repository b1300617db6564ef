// This module is browser compatible.

import { THEMES } from "./theme.ts";

/** [3], each from 0 to 255. */
type Rgb = readonly [red: number, green: number, blue: number];

function parse(hex: string): Rgb {
  const at = (start: number) => parseInt(hex.slice(start, start + 2), 16);
  return [at(1), at(3), at(5)];
}

/**
 * Mixes two colours.
 *
 * @param from The colour at 0, as `#rrggbb`.
 * @param to The colour at 1, as `#rrggbb`.
 * @param share The share of `to`, from 0 to 1.
 * @returns The colour as `#rrggbb`.
 *
 * @example
 * ```ts
 * import { mix } from "./colour.ts";
 *
 * console.assert(mix("#000000", "#ffffff", 0.2) === "#333333");
 * ```
 */
export function mix(from: string, to: string, share: number): string {
  const end = parse(to);
  const channels = parse(from).map((start, i) => {
    const channel = Math.round(start + (end[i]! - start) * share);
    return channel.toString(16).padStart(2, "0");
  });
  return `#${channels.join("")}`;
}

/**
 * Chooses dark or white text for a background, by contrast. A cubic replaces the sRGB curve of WCAG
 * 2.2, because its power function differs between hosts.
 *
 * @param background The colour behind the text, as `#rrggbb`.
 * @returns The colour of the text.
 *
 * @example
 * ```ts
 * import { readableOn } from "./colour.ts";
 *
 * console.assert(readableOn("#08306b") === "#ffffff");
 * ```
 */
export function readableOn(background: string): string {
  const behind = luminance(background) + 0.05;
  const asWhite = (luminance(WHITE) + 0.05) / behind;
  const asDark = behind / (luminance(DARK) + 0.05);
  return asWhite > asDark ? WHITE : DARK;
}

function luminance(hex: string): number {
  const [red, green, blue] = parse(hex);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** The two colours of text on a coloured background, in both themes. */
const DARK = THEMES.light.ink.strong, WHITE = THEMES.light.paper;

/** Converts a channel to linear light, within 0.006 of the sRGB curve. */
function linear(channel: number): number {
  const share = channel / 255;
  return share * share * (3 + share) / 4;
}

// This module is browser compatible.

/**
 * Advance widths of Inter 4.001 in thousandths of the font size, from the space (U+0020) to the
 * tilde (U+007E).
 */
const REGULAR = [
  ...[281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360],
  ...[631, 407, 610, 618, 646, 593, 620, 566, 619, 620, 288, 302, 662, 662, 662, 511],
  ...[966, 690, 654, 730, 722, 601, 590, 746, 743, 269, 571, 672, 565, 903, 753, 765],
  ...[639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 365, 360, 365, 471, 456],
  ...[323, 562, 612, 571, 612, 583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600],
  ...[612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 426, 333, 426, 662],
];

/** The largest ratio of semibold to regular width among English words. */
const SEMIBOLD = 1.03;

/** The size and weight of a text. */
export interface TextStyle {
  /** The font size in pixels. */
  size: number;
  /** The weight. Default 400. */
  weight?: 400 | 600;
}

/**
 * Returns the width of a text in the figures' typeface. It is from a table, because browsers
 * measure it differently. Without kerning the estimate is slightly too wide.
 *
 * @param text The text, one line.
 * @param style Size and weight.
 * @returns The width in pixels.
 *
 * @example
 * ```ts
 * import { textWidth } from "./text_width.ts";
 *
 * console.assert(textWidth("wide", { size: 12 }) > textWidth("thin", { size: 12 }));
 * ```
 */
export function textWidth(text: string, style: TextStyle): number {
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    // Beyond ASCII, a wide Latin letter is assumed, or the square of East Asian scripts and emoji.
    thousandths += REGULAR[code - 32] ?? (code < 0x2e80 ? 650 : 1000);
  }
  return thousandths / 1000 * style.size * (style.weight === 600 ? SEMIBOLD : 1);
}

/**
 * Shortens a text with an ellipsis until it fits.
 *
 * @param text The text, one line.
 * @param style Size and weight.
 * @param width The width in pixels.
 * @returns The text, or its beginning with `…`.
 *
 * @example
 * ```ts
 * import { fitText } from "./text_width.ts";
 *
 * console.assert(fitText("Ankle boot", { size: 12 }, 200) === "Ankle boot");
 * console.assert(fitText("Ankle boot", { size: 12 }, 48).endsWith("…"));
 * ```
 */
export function fitText(text: string, style: TextStyle, width: number): string {
  if (textWidth(text, style) <= width) return text;
  const characters = [...text];
  while (characters.length > 0) {
    characters.pop();
    const shortened = characters.join("").trimEnd() + "…";
    if (textWidth(shortened, style) <= width) return shortened;
  }
  return "…";
}

/**
 * Breaks remarks that are joined by ` · ` into lines, with as many on each as fit.
 *
 * @param text The remarks.
 * @param style Size and weight.
 * @param width The width in pixels. A single remark that is longer is shortened.
 * @returns The lines; none for an empty text.
 *
 * @example
 * ```ts
 * import { breakRemarks } from "./text_width.ts";
 *
 * console.assert(breakRemarks("perplexity 30 · 750 iterations", { size: 10 }, 100).length === 2);
 * ```
 */
export function breakRemarks(text: string, style: TextStyle, width: number): string[] {
  const lines: string[] = [];
  for (const remark of text.split(" · ")) {
    const longer = lines.length === 0 ? remark : `${lines.at(-1)} · ${remark}`;
    if (textWidth(longer, style) <= width) lines.splice(-1, 1, longer);
    else lines.push(fitText(remark, style, width));
  }
  return lines.filter((line) => line !== "");
}

// This module is browser compatible.

import type { SvgElement } from "../svg_element.ts";
import { formatPercent } from "./format.ts";
import { label } from "./label.ts";
import { fitText, textWidth } from "./text_width.ts";
import type { Theme } from "./theme.ts";

/** What stands below an image, as far as it is known. */
export interface ImageCaption {
  /** The name of the class that a model sees. */
  readonly predicted?: string;
  /** Its probability, 0 to 1. */
  readonly probability?: number;
  /**
   * The name of the true class: where another one was predicted, the image is marked as a mistake.
   */
  readonly truth?: string;
  /** Which image it is, such as its number in the data set. */
  readonly name?: string;
}

/** One line below an image. */
export interface CaptionLine {
  /** What it says; shortened where there is no room. */
  readonly text: string;
  /** What follows it in grey, and is never shortened. */
  readonly share?: string;
  /** Its colour, by its part in the theme. */
  readonly ink: "strong" | "muted" | "warning";
}

/** From one baseline to the next, in pixels. */
export const LINE = 14;
const SIZE = 11;
const GAP = 5;

/**
 * Whether a caption tells of a mistake.
 *
 * @param caption The caption.
 * @returns Whether the true class and the predicted one are known and differ.
 *
 * @example
 * ```ts
 * import { isMistake } from "./image_caption.ts";
 *
 * console.assert(isMistake({ truth: "Bag", predicted: "Coat" }) && !isMistake({ truth: "Bag" }));
 * ```
 */
export function isMistake({ truth, predicted }: ImageCaption): boolean {
  return truth !== undefined && predicted !== undefined && truth !== predicted;
}

/**
 * Words a caption: the predicted class with its probability, the true class where that is another,
 * the name.
 *
 * @param caption The caption.
 * @returns Up to three lines.
 *
 * @example
 * ```ts
 * import { captionLines } from "./image_caption.ts";
 *
 * const lines = captionLines({ truth: "Bag", predicted: "Coat", probability: 0.75 });
 * console.assert(lines.map(({ text }) => text).join() === "Coat,true: Bag");
 * ```
 */
export function captionLines(caption: ImageCaption): CaptionLine[] {
  const { predicted, probability, truth, name } = caption;
  const lines: CaptionLine[] = [];
  if (predicted !== undefined) {
    const ink = isMistake(caption) ? "warning" : "strong";
    const share = probability === undefined ? {} : { share: formatPercent(probability, 1) };
    lines.push({ text: predicted, ink, ...share });
  }
  if (truth !== undefined && truth !== predicted) {
    lines.push({ text: predicted === undefined ? truth : `true: ${truth}`, ink: "strong" });
  }
  if (name !== undefined) lines.push({ text: name, ink: "muted" });
  return lines;
}

/**
 * Writes the lines below an image.
 *
 * @param parent What to draw on.
 * @param lines The lines.
 * @param place Their upper left corner and the room that they have, in pixels.
 * @param theme The looks of the figure.
 *
 * @example
 * ```ts
 * import { drawing } from "../drawing.ts";
 * import { captionLines, drawCaption } from "./image_caption.ts";
 * import { THEMES } from "./theme.ts";
 *
 * const lines = captionLines({ predicted: "Coat" });
 * const svg = drawing(99, 20, (root) => {
 *   drawCaption(root, lines, { x: 0, y: 0, width: 99 }, THEMES.light);
 * }, { title: "A coat", description: "" });
 * console.assert(svg.includes(">Coat</text>"));
 * ```
 */
export function drawCaption(
  parent: SvgElement,
  lines: readonly CaptionLine[],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  theme: Theme,
): void {
  lines.forEach(({ text, share, ink }, i) => {
    const style = { size: SIZE, weight: ink === "warning" ? 600 : 400 } as const;
    const room = width - (share === undefined ? 0 : GAP + textWidth(share, { size: SIZE }));
    const shortened = fitText(text, style, room);
    const element = label(parent, shortened, {
      ...style,
      x,
      y: y + LINE * (i + 1),
      fill: theme.ink[ink],
    });
    if (share === undefined) return;
    element.element("tspan", { dx: GAP, fill: theme.ink.muted, "font-weight": 400 }).words(share);
  });
}

// This module is browser compatible.

import type { Container, Text } from "@svgdotjs/svg.js";
import type { TextStyle } from "./text_width.ts";

/** The place and style of a line of text. */
export interface LabelStyle extends TextStyle {
  /** The horizontal position of the anchor, in pixels. */
  x: number;
  /** The baseline, in pixels. */
  y: number;
  /** The part of the text that is at `x`. Default `start`. */
  anchor?: "start" | "middle" | "end";
  /** The colour. */
  fill: string;
  /** The colour of an outline that keeps the text readable on top of lines; usually the paper's. */
  halo?: string;
}

/**
 * Writes one line of text.
 *
 * @param parent The element to draw on.
 * @param text The text. It is escaped when the drawing is serialised.
 * @param style Place and style.
 * @returns The element.
 *
 * @example
 * ```ts
 * import { drawing } from "../drawing.ts";
 * import { label } from "./label.ts";
 *
 * const svg = drawing(40, 20, (root) => {
 *   label(root, "a < b", { x: 2, y: 12, size: 11, fill: "#000000" });
 * }, { title: "Order", description: "" });
 * console.assert(svg.includes("a &lt; b"));
 * ```
 */
export function label(parent: Container, text: string, style: LabelStyle): Text {
  const { x, y, size, weight = 400, anchor = "start", fill, halo } = style;
  const element = parent.plain(text).attr({ x, y, "font-size": size, fill });
  if (weight !== 400) element.attr({ "font-weight": weight });
  if (anchor !== "start") element.attr({ "text-anchor": anchor });
  if (halo !== undefined) {
    element.attr({
      stroke: halo,
      "stroke-width": 3,
      "stroke-linejoin": "round",
      "paint-order": "stroke",
    });
  }
  return element;
}

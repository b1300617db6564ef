// This module is browser compatible.

import { SvgElement } from "./svg_element.ts";
import { serialize } from "./svg_serialize.ts";

/** What a drawing says to those who cannot see it. */
export interface DrawingWords {
  /** The name of the picture. */
  title: string;
  /** What it shows, in a sentence or two. */
  description: string;
}

/**
 * Draws and returns the SVG: the same calls give the same bytes in every runtime, because the tree
 * is ours even in a browser (no two DOMs print the same bytes).
 *
 * @param width The width in pixels.
 * @param height The height in pixels.
 * @param draw Draws on the root element that it is given.
 * @param words Title and description for screen readers.
 * @returns The SVG, ending in a line break.
 * @throws {WeftError} `usage` where a coordinate is not a finite number.
 *
 * @example
 * ```ts
 * import { drawing } from "./drawing.ts";
 *
 * const svg = drawing(20, 20, (root) => {
 *   root.circle(10).center(10, 10);
 * }, { title: "A dot", description: "One black dot." });
 * console.assert(svg.includes('<circle cx="10" cy="10" r="5"/>'));
 * ```
 */
export function drawing(
  width: number,
  height: number,
  draw: (root: SvgElement) => void,
  words: DrawingWords,
): string {
  const root = new SvgElement("svg").attr({
    xmlns: "http://www.w3.org/2000/svg",
    role: "img",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
  });
  root.element("title").words(words.title);
  root.element("desc").words(words.description);
  draw(root);
  return serialize(root) + "\n";
}

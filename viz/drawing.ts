// This module is browser compatible.

import { SVG, type Svg, withWindow } from "@svgdotjs/svg.js";
import { type DrawingNode, DrawingWindow } from "./svg_dom.ts";
import { serialize } from "./svg_serialize.ts";

/** What a drawing says to those who cannot see it. */
export interface DrawingWords {
  /** The name of the picture. */
  title: string;
  /** What it shows, in a sentence or two. */
  description: string;
}

/**
 * Draws with svg.js and returns the SVG: the same calls give the same bytes in every runtime, because the tree is ours
 * even in a browser (no two DOMs print the same bytes). svg.js sees its own window again afterwards.
 *
 * Use `.plain()` for text, not `.text()`, and do not ask svg.js for sizes: nothing here can measure.
 *
 * @param width The width in pixels.
 * @param height The height in pixels.
 * @param draw Draws on the root element that it is given, at once: it must not be asynchronous.
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
  draw: (root: Svg) => void,
  words: DrawingWords,
): string {
  // svg.js is typed for a browser's window; ours has the part that it uses.
  return withWindow(new DrawingWindow() as unknown as Window, () => {
    const root = SVG();
    root.attr({ version: null, "xmlns:xlink": null, role: "img" });
    root.attr({ width, height, viewBox: `0 0 ${width} ${height}` });
    root.element("title").words(words.title);
    root.element("desc").words(words.description);
    draw(root);
    return serialize(root.node as unknown as DrawingNode) + "\n";
  });
}

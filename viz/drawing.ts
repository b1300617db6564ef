// This module is browser compatible.

import { getWindow, registerWindow, SVG, type Svg } from "@svgdotjs/svg.js";
import { createDrawingWindow, type DrawingElement } from "./svg_dom.ts";
import { serialize } from "./svg_serialize.ts";

/** The words of a drawing for screen readers. */
export interface DrawingWords {
  /** The name of the picture. */
  title: string;
  /** A sentence or two about what it shows. */
  description: string;
}

/**
 * Draws with svg.js and returns the SVG. The same calls give the same bytes in every host: svg.js
 * draws in a DOM of our own, in browsers too, because no two DOMs print the same bytes.
 *
 * Write text with svg.js's `plain()`, not with `text()`. Do not ask svg.js for sizes: our DOM
 * cannot measure. Pass finite numbers: svg.js writes NaN as 0.
 *
 * @param width The width in pixels.
 * @param height The height in pixels.
 * @param draw Draws on the root element. It must not be asynchronous.
 * @param words Title and description for screen readers.
 * @returns The SVG, ending in a line break.
 * @throws {WeftError} `usage` if a path or a coordinate is not finite.
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
  // svg.js has one global window. A page that uses svg.js too gets its own back. (svg.js's
  // withWindow() does not restore it after an error, and cannot be nested.)
  const before = getWindow();
  const window = createDrawingWindow();
  registerWindow(window, window.document);
  try {
    const root = SVG();
    root.attr({ version: null, "xmlns:xlink": null, role: "img" });
    root.attr({ width, height, viewBox: `0 0 ${width} ${height}` });
    root.element("title").words(words.title);
    root.element("desc").words(words.description);
    draw(root);
    return serialize(root.node as unknown as DrawingElement) + "\n";
  } finally {
    registerWindow(before, before?.document); // `before` is null outside of browsers
  }
}

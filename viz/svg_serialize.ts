// This module is browser compatible.

import { WeftError } from "../error.ts";
import { type DrawingElement, type DrawingNode, DrawingText } from "./svg_dom.ts";

/** Attributes whose numbers are geometry, to be rounded; in all others digits are part of a name or a colour. */
const GEOMETRY = new Set([
  ..."x y x1 y1 x2 y2 dx dy cx cy r rx ry d points width height viewBox transform offset".split(
    " ",
  ),
  ..."opacity fill-opacity stroke-opacity stop-opacity stroke-width stroke-dasharray".split(" "),
  ..."font-size letter-spacing".split(" "),
]);

/** Elements in which a line break would be printed as a space. */
const INLINE = new Set(["text", "tspan", "textPath", "title", "desc"]);

const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;

/**
 * Rounds to hundredths of a pixel, far below what an eye or a printer resolves. The text is the shortest that reads back
 * as the same number, which the language defines exactly, and that of `-0` is `0`.
 *
 * @example
 * ```ts
 * import { roundedText } from "./svg_serialize.ts";
 *
 * console.assert(roundedText(0.1 + 0.2) === "0.3");
 * ```
 */
export function roundedText(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/**
 * The one text of a drawing: attributes sorted by name, geometry in hundredths, one element a line.
 *
 * @param node The root of the drawing.
 * @returns SVG without an XML declaration, so that it can stand in a page as well as in a file.
 * @throws {WeftError} `usage` where a coordinate is not a finite number, or an id was counted up by svg.js and would
 * differ between two drawings in one process.
 *
 * @example
 * ```ts
 * import { DrawingWindow } from "./svg_dom.ts";
 * import { serialize } from "./svg_serialize.ts";
 *
 * const circle = new DrawingWindow().document.createElementNS("http://www.w3.org/2000/svg", "circle");
 * circle.setAttribute("r", "2.004");
 * circle.setAttribute("cx", "-0.001");
 * console.assert(serialize(circle) === '<circle cx="0" r="2"/>');
 * ```
 */
export function serialize(node: DrawingNode): string {
  if (node instanceof DrawingText) return escapeText(node.data);
  const element = node as DrawingElement;
  const tag = element.nodeName;
  const attributes = element.attributes
    .sort((a, b) => a.nodeName < b.nodeName ? -1 : 1)
    .map(({ nodeName, nodeValue }) => ` ${nodeName}="${attributeText(tag, nodeName, nodeValue)}"`)
    .join("");
  if (!element.hasChildNodes()) return `<${tag}${attributes}/>`;
  const children = element.childNodes.map(serialize);
  const content = INLINE.has(tag) ? children.join("") : `\n${children.join("\n")}\n`;
  return `<${tag}${attributes}>${content}</${tag}>`;
}

function attributeText(tag: string, name: string, value: string): string {
  if (name === "id" && value.startsWith("Svgjs")) {
    throw new WeftError(
      "usage",
      `Cannot write <${tag}>: its id ${value} is counted up by svg.js and differs from drawing to drawing`,
      "Give the element an id of your own with .id()",
    );
  }
  if (!GEOMETRY.has(name)) {
    return escapeText(value).replaceAll('"', "&quot;").replaceAll("\n", "&#10;");
  }
  if (/NaN|Infinity|undefined|null|34e\+?37/.test(value)) {
    throw new WeftError(
      "usage",
      `Cannot write <${tag}>: its ${name} is ${value}`,
      "Leave out what has no finite position",
    );
  }
  return escapeText(value.replace(NUMBER, (digits) => roundedText(Number(digits))));
}

/** Escapes markup, and replaces what XML cannot hold at all: control characters and halves of surrogate pairs. */
function escapeText(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

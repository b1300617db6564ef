// This module is browser compatible.

import { WeftError } from "../error.ts";
import { DrawingElement } from "./svg_dom.ts";

/** An attribute of an element. */
type Attribute = DrawingElement["attributes"][number];

/**
 * Attributes whose numbers are geometry and are rounded. Digits in others belong to a name or
 * colour.
 */
const GEOMETRY = new Set([
  ..."x y x1 y1 x2 y2 dx dy cx cy r rx ry d points width height viewBox transform offset".split(
    " ",
  ),
  ..."opacity fill-opacity stroke-opacity stop-opacity stroke-width stroke-dasharray".split(" "),
  ..."font-size letter-spacing".split(" "),
]);

/** Elements in which a line break would be printed as a space. */
const INLINE = new Set(["text", "tspan", "textPath", "title", "desc"]);

/** Numbers that are not finite in a path, and Infinity as svg.js writes it in an attribute. */
const NOT_FINITE = /NaN|Infinity|undefined|null|3\.4e\+38/;

const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;

/**
 * Rounds to hundredths of a pixel, which is finer than an eye or a printer resolves. The text is
 * the shortest that reads back as the same number, which JavaScript defines exactly. `-0` becomes
 * `0`.
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
 * Writes a drawing: attributes sorted by name, geometry in hundredths of a pixel, one element a
 * line.
 *
 * @param element The root of the drawing.
 * @returns SVG without an XML declaration, so that it can stand in a page as well as in a file.
 * @throws {WeftError} `usage` if a coordinate is not a finite number.
 *
 * @example
 * ```ts
 * import { DrawingElement } from "./svg_dom.ts";
 * import { serialize } from "./svg_serialize.ts";
 *
 * const circle = new DrawingElement("circle");
 * circle.setAttribute("r", "2.004");
 * circle.setAttribute("cx", "-0.001");
 * console.assert(serialize(circle) === '<circle cx="0" r="2"/>');
 * ```
 */
export function serialize({ nodeName, attributes, childNodes }: DrawingElement): string {
  const written = attributes
    .sort((a, b) => a.nodeName < b.nodeName ? -1 : 1)
    .map((attribute) => ` ${attribute.nodeName}="${attributeText(nodeName, attribute)}"`)
    .join("");
  if (childNodes.length === 0) return `<${nodeName}${written}/>`;
  const parts = childNodes.map((child) =>
    child instanceof DrawingElement ? serialize(child) : escapeText(child.textContent)
  );
  const content = INLINE.has(nodeName) ? parts.join("") : `\n${parts.join("\n")}\n`;
  return `<${nodeName}${written}>${content}</${nodeName}>`;
}

function attributeText(tag: string, { nodeName, nodeValue }: Attribute): string {
  if (!GEOMETRY.has(nodeName)) {
    return escapeText(nodeValue).replaceAll('"', "&quot;").replaceAll("\n", "&#10;");
  }
  if (NOT_FINITE.test(nodeValue)) {
    throw new WeftError(
      "usage",
      `Cannot write <${tag}>: its ${nodeName} is ${nodeValue}`,
      "Leave out what has no finite position",
    );
  }
  return escapeText(nodeValue.replace(NUMBER, (digits) => roundedText(Number(digits))));
}

/**
 * Escapes markup. Replaces what XML cannot hold: control characters and halves of surrogate pairs.
 */
function escapeText(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

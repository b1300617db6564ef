// This module is browser compatible.

import { WeftError } from "../error.ts";
import type { SvgElement } from "./svg_element.ts";

/**
 * Attributes whose numbers are geometry, to be rounded; in all others digits are part of a name or
 * a colour.
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

const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;

/**
 * Rounds to hundredths of a pixel, far below what an eye or a printer resolves. The text is the
 * shortest that reads back as the same number, which the language defines exactly, and that of `-0`
 * is `0`.
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
 * @param element The root of the drawing.
 * @returns SVG without an XML declaration, so that it can stand in a page as well as in a file.
 * @throws {WeftError} `usage` where a coordinate is not a finite number.
 *
 * @example
 * ```ts
 * import { SvgElement } from "./svg_element.ts";
 * import { serialize } from "./svg_serialize.ts";
 *
 * const circle = new SvgElement("circle").attr({ r: 2.004, cx: -0.001 });
 * console.assert(serialize(circle) === '<circle cx="0" r="2"/>');
 * ```
 */
export function serialize({ tag, attributes, children }: SvgElement): string {
  const written = [...attributes]
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, value]) => ` ${name}="${attributeText(tag, name, value)}"`)
    .join("");
  if (children.length === 0) return `<${tag}${written}/>`;
  const parts = children.map((child) =>
    typeof child === "string" ? escapeText(child) : serialize(child)
  );
  const content = INLINE.has(tag) ? parts.join("") : `\n${parts.join("\n")}\n`;
  return `<${tag}${written}>${content}</${tag}>`;
}

function attributeText(tag: string, name: string, value: string): string {
  if (!GEOMETRY.has(name)) {
    return escapeText(value).replaceAll('"', "&quot;").replaceAll("\n", "&#10;");
  }
  if (/NaN|Infinity|undefined|null/.test(value)) {
    throw new WeftError(
      "usage",
      `Cannot write <${tag}>: its ${name} is ${value}`,
      "Leave out what has no finite position",
    );
  }
  return escapeText(value.replace(NUMBER, (digits) => roundedText(Number(digits))));
}

/**
 * Escapes markup, and replaces what XML cannot hold at all: control characters and halves of
 * surrogate pairs.
 */
function escapeText(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

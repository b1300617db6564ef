// This module is browser compatible.

/**
 * Writes a table as CSV (RFC 4180, but with `\n`): cells with commas, quotes or line breaks are
 * quoted. A text that a spreadsheet would compute as a formula, because it begins with `=`, `+`,
 * `-`, `@` or a control character, gets a `'` in front (docs/security.md). Numbers stay numbers.
 *
 * @param rows The head and the rows.
 * @returns The text; it ends in a line break.
 *
 * @example
 * ```ts
 * import { csvText } from "./csv.ts";
 *
 * const text = csvText([["image", "label"], ["a,b.png", "Bag"]]);
 * console.assert(text === 'image,label\n"a,b.png",Bag\n');
 * ```
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join(",") + "\n").join("");
}

/** The start of a text that a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$|^[+-]?Infinity$/i;

function quoted(text: string): string {
  const inert = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

// This module is browser compatible.

/**
 * Writes a table as CSV (RFC 4180, but with `\n`): cells with commas, quotes or line breaks are
 * quoted.
 *
 * @param rows The head and the rows.
 * @returns The text, ending in a line break.
 *
 * @example
 * ```ts
 * import { csvText } from "./csv.ts";
 *
 * console.assert(csvText([["image", "label"], ["a,b.png", "Bag"]]) === 'image,label\n"a,b.png",Bag\n');
 * ```
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join(",") + "\n").join("");
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

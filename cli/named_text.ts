import type { Terminal } from "./terminal.ts";
import { wrap } from "./wrap.ts";

/** The width of the column of names. */
const NAMES = 20;
/** Limits of the width of the table. */
const MIN_WIDTH = 60, MAX_WIDTH = 110;

/**
 * Formats a row of a table: a name, then a text that is broken between words and stays to the right
 * of the name.
 *
 * @returns The lines of the row.
 *
 * @example
 * ```ts
 * const [line] = namedText("Memory", "8 GiB", { columns: () => 80 });
 * console.assert(line === "  Memory              8 GiB");
 * ```
 */
export function namedText(
  name: string,
  text: string,
  terminal: Pick<Terminal, "columns">,
): string[] {
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, terminal.columns())) - NAMES - 2;
  return wrap(text, width).map((part, i) => `  ${(i === 0 ? name : "").padEnd(NAMES)}${part}`);
}

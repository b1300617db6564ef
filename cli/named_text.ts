import type { Terminal } from "./terminal.ts";
import { wrap } from "./wrap.ts";

/** The width of the names in front. */
const NAMES = 20;
const NARROWEST = 60, WIDEST = 110;

/**
 * Lines of a table for people: a name, then a text that is broken between words and stays to the
 * right of the name.
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
  const width = Math.min(WIDEST, Math.max(NARROWEST, terminal.columns())) - NAMES - 2;
  return wrap(text, width).map((part, i) => `  ${(i === 0 ? name : "").padEnd(NAMES)}${part}`);
}

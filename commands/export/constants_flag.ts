import type { ExportOptions } from "../../compiler/mod.ts";
import { WeftError } from "../../error.ts";

/**
 * Reads the values of `--constant`, each `NAME=NUMBER`; a name may contain `=`.
 *
 * @returns The numbers by name; undefined without a value.
 * @throws {WeftError} `usage` when a word has another form or a name is given twice.
 */
export function parseConstants(words: readonly string[]): ExportOptions["constants"] {
  if (words.length === 0) return undefined;
  const constants = new Map<string, number>();
  for (const word of words) {
    const [, name, text] = /^(.+)=([^=]+)$/s.exec(word) ?? [];
    const number = text?.trim() ? Number(text) : NaN;
    if (name === undefined || !Number.isFinite(number)) {
      throw new WeftError(
        "usage",
        `Invalid --constant: expected NAME=NUMBER, got "${word}"`,
        "Write for example --constant is_training=0",
      );
    }
    if (constants.has(name)) {
      throw new WeftError("usage", `--constant has "${name}" twice`, "Keep one of them");
    }
    constants.set(name, number);
  }
  return Object.fromEntries(constants);
}

// This module is browser compatible.

/**
 * Control characters, and the characters that change the direction of text. A terminal obeys them:
 * they clear the screen, set its title, or put a text in front of another one.
 */
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** An escape that JSON and JavaScript read back as the same character. */
const escaped = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * Shows control characters as escapes, except line breaks and tabs. JSON stays JSON, with the same
 * values.
 *
 * @example
 * ```ts
 * console.assert(visible("\x1b[2J") === "\\u001b[2J");
 * ```
 */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(CONTROLS, escaped);
}

/**
 * Shows a name from outside, such as that of a file or a class, on one line: line breaks and tabs
 * are escapes too, so that it cannot pretend to be another line.
 *
 * @example
 * ```ts
 * console.assert(oneLine("a\nerror: b") === "a\\u000aerror: b");
 * ```
 */
export function oneLine(text: string): string {
  return text.replace(/[\n\r\t]/g, escaped).replace(CONTROLS, escaped);
}

// This module is browser compatible.

/**
 * Breaks a text between words into lines of at most `width` characters; a word that is longer has a
 * line of its own.
 *
 * @example
 * ```ts
 * console.assert(wrap("warp and weft", 8).join("/") === "warp and/weft");
 * ```
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

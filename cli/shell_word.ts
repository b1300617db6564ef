// This module is browser compatible.

/**
 * Quotes a word for a POSIX shell where that is needed, so that a printed command can be copied.
 *
 * @example
 * ```ts
 * console.assert(shellWord("runs/lenet") === "runs/lenet");
 * console.assert(shellWord("my runs") === "'my runs'");
 * ```
 */
export function shellWord(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

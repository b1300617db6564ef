// This module is browser compatible.

/**
 * Quotes a word for a POSIX shell where it needs to be, so that a command that is printed can be
 * copied.
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

// This module is browser compatible.
import { WeftError } from "../error.ts";

/**
 * Reads the values of a flag `--shape`, each `NAME=1,224,224,3`: the lengths of the axes of an
 * input.
 *
 * @param values The words of the flag. A name may contain `=`; the lengths follow the last one.
 * @returns The lengths by the name of the input, in the order of the command line.
 * @throws {WeftError} `usage` when a word has another form or a name is given twice.
 *
 * @example
 * ```ts
 * const shapes = parseShapes(["image=1,224,224,3", "tokens=1,16"]);
 * console.assert(shapes.get("tokens")!.join() === "1,16");
 * ```
 */
export function parseShapes(values: readonly string[]): ReadonlyMap<string, readonly number[]> {
  return readShapes(values, "1,224,224,3", lengthOf);
}

/**
 * Reads the values of a flag `--shape` in which the word `batch` may stand for a length that is
 * chosen at each run: `NAME=batch,224,224,3`. Its length is null.
 *
 * @throws {WeftError} `usage` as {@linkcode parseShapes} does.
 */
export function parseBatchShapes(
  values: readonly string[],
): ReadonlyMap<string, readonly (number | null)[]> {
  const read = (word: string) => word.trim() === "batch" ? null : lengthOf(word);
  return readShapes<number | null>(values, "batch,224,224,3", read);
}

/** The length that a word names; undefined for another word. */
function lengthOf(word: string): number | undefined {
  const length = /^\s*\d+\s*$/.test(word) ? Number(word) : 0;
  return length >= 1 && length < 2 ** 31 ? length : undefined;
}

function readShapes<Length extends number | null>(
  values: readonly string[],
  example: string,
  read: (word: string) => Length | undefined,
): ReadonlyMap<string, readonly Length[]> {
  const shapes = new Map<string, readonly Length[]>();
  for (const value of values) {
    const [, name, list] = /^(.+)=([^=]+)$/s.exec(value) ?? [];
    const lengths = list?.split(",").map(read).filter((length) => length !== undefined);
    if (name === undefined || lengths?.length !== list?.split(",").length) {
      throw new WeftError(
        "usage",
        `Invalid --shape: expected NAME=1,2,3 with lengths of at least 1, got "${value}"`,
        `Write for example --shape image=${example}`,
      );
    }
    if (shapes.has(name)) {
      throw new WeftError("usage", `--shape has "${name}" twice`, "Keep one of them");
    }
    shapes.set(name, lengths!);
  }
  return shapes;
}

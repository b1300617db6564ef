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
  const shapes = new Map<string, readonly number[]>();
  for (const value of values) {
    const [, name, list] = /^(.+)=([^=]+)$/s.exec(value) ?? [];
    const lengths = list?.split(",").map((length) => /^\s*\d+\s*$/.test(length) ? +length : 0);
    if (name === undefined || !lengths?.every((length) => length >= 1 && length < 2 ** 31)) {
      throw new WeftError(
        "usage",
        `Invalid --shape: expected NAME=1,2,3 with lengths of at least 1, got "${value}"`,
        "Write for example --shape image=1,224,224,3",
      );
    }
    if (shapes.has(name)) {
      throw new WeftError("usage", `--shape has "${name}" twice`, "Keep one of them");
    }
    shapes.set(name, lengths);
  }
  return shapes;
}

import { delimiter, join } from "node:path";

/**
 * Finds the first of some programs on the PATH.
 *
 * @param names Their names, without `.exe`.
 * @param path The folders to search. Default: the environment's PATH.
 * @returns The full path; `undefined` where none of them is installed.
 *
 * @example
 * ```ts
 * console.assert(findProgram(["no-such-program"]) === undefined);
 * ```
 */
export function findProgram(
  names: readonly string[],
  path: string = Deno.env.get("PATH") ?? "",
): string | undefined {
  const files = names.flatMap((name) =>
    path.split(delimiter).flatMap((folder) => [join(folder, name), join(folder, `${name}.exe`)])
  );
  return files.find((file) => {
    try {
      return Deno.statSync(file).isFile;
    } catch {
      return false;
    }
  });
}

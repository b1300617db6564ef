import { stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import process from "node:process";

/** Finds the full path of the first program that is on the PATH. */
export async function findProgram(
  names: readonly string[],
  path: string = process.env.PATH ?? "",
): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of path.split(delimiter)) {
      for (const file of [join(folder, name), join(folder, `${name}.exe`)]) {
        if (await stat(file).then(() => true, () => false)) return file;
      }
    }
  }
  return undefined;
}

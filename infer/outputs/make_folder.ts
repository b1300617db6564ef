import { mkdir } from "node:fs/promises";
import { fileError } from "../../cli/file.ts";

/**
 * Makes a folder and those that it is in. A command calls it before it does the work, so that a
 * path that cannot be written is refused at once.
 *
 * @throws {WeftError} `file` when it cannot be made.
 */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw fileError("make", folder, error);
  });
}

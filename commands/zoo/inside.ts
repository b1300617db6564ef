import { dirname, isAbsolute, join, relative } from "node:path";
import { fileError, makeFolder, writeFileAtomic } from "../../cli/file.ts";
import { WeftError } from "../../error.ts";

/**
 * Reads a file of a folder, and no file outside it: a link that leads out is refused.
 *
 * @returns The bytes; `undefined` when there is no such file.
 * @throws {WeftError} `file` when it is outside, or cannot be read.
 */
export async function readInside(
  folder: string,
  path: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const place = join(folder, path);
  if (!await existsInside(folder, place)) return undefined;
  return await Deno.readFile(place).catch((error) => {
    throw fileError("read", place, error);
  });
}

/**
 * Writes a file of a folder atomically, and makes the folders on its path.
 *
 * @throws {WeftError} `file` when a folder on its path is a link that leads out of `folder`, or it
 * cannot be written.
 */
export async function writeInside(
  folder: string,
  path: string,
  contents: Uint8Array | string,
): Promise<void> {
  await makeFolder(folder);
  const parents = [];
  for (let each = dirname(path); each !== "."; each = dirname(each)) parents.unshift(each);
  for (const parent of parents) {
    const place = join(folder, parent);
    if (!await existsInside(folder, place)) await makeFolder(place);
  }
  await writeFileAtomic(join(folder, path), contents);
}

/** Tells whether a file exists, and refuses one outside the folder. */
async function existsInside(folder: string, place: string): Promise<boolean> {
  let way: string;
  try {
    way = relative(await Deno.realPath(folder), await Deno.realPath(place));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw fileError("read", place, error);
  }
  if (!isAbsolute(way) && !/^\.\.([/\\]|$)/.test(way)) return true;
  throw new WeftError(
    "file",
    `Cannot use ${place}: it is outside ${folder}`,
    "Replace the link by a copy of the file, if you trust it",
  );
}

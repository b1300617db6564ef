import { lstat, mkdtemp, readFile, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { type Entry, readArchive } from "../../cli/archive.ts";
import { fileError, makeFolder, writeFileAtomic } from "../../cli/file.ts";
import { WeftError } from "../../error.ts";
import { type PackedFile, zip } from "./zip.ts";

/** The archive of all outputs. It is also the list of the files that weft wrote into the folder. */
export const ARCHIVE = "outputs.zip";

/** The comment that tells {@linkcode ARCHIVE} from an archive of the user. */
const COMMENT = "Written by deno task infer";

/**
 * Writes the outputs of a command into a folder, and all of them into `outputs.zip` there. They
 * replace the earlier outputs, of which nothing is left: all files are written beside their places
 * first, then the earlier ones are removed and the new ones renamed. A file that weft did not
 * write, or that was changed since, is neither removed nor replaced.
 *
 * @param folder The folder, which is made when it does not exist.
 * @param files The outputs, with `/` in their paths.
 * @param signal Stops the work until the earlier outputs are removed.
 * @returns The size of the archive in bytes.
 * @throws {WeftError} `file` when a file cannot be written, or a file of the user is in its place.
 *
 * @example
 * ```ts ignore
 * await writeOutputs("out", [{ path: "predictions.csv", bytes }], context.signal);
 * ```
 */
export async function writeOutputs(
  folder: string,
  files: readonly PackedFile[],
  signal: AbortSignal,
): Promise<number> {
  const archive = { path: ARCHIVE, bytes: await zip(files, { comment: COMMENT }) };
  const all = [archive, ...files];
  await makeFolder(folder);
  const earlier = await earlierFiles(folder);
  for (const { path } of all) await requireFree(folder, path, earlier);
  const staged = await mkdtemp(join(folder, ".outputs-")).catch((error) => {
    throw fileError("write into", folder, error);
  });
  try {
    for (const { path, bytes } of all) {
      signal.throwIfAborted();
      await makeFolder(dirname(join(staged, path)));
      await writeFileAtomic(join(staged, path), bytes);
    }
    await removeFiles(folder, earlier);
    // The archive is first: what it lists can be removed by the next call, whatever happens here.
    for (const { path } of all) {
      await makeFolder(dirname(join(folder, path)));
      await rename(join(staged, path), join(folder, path)).catch((error) => {
        throw fileError("write", join(folder, path), error);
      });
    }
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
  return archive.bytes.length;
}

/** The files of the earlier outputs that are as weft wrote them, and their archive. */
async function earlierFiles(folder: string): Promise<Set<string>> {
  const archive = await readArchive(join(folder, ARCHIVE)).catch(() => undefined);
  if (archive?.comment !== COMMENT) return new Set();
  const unchanged = new Set([ARCHIVE]);
  for (const entry of archive.entries) {
    if (isBelow(entry.path) && await isUnchanged(join(folder, entry.path), entry)) {
      unchanged.add(entry.path);
    }
  }
  return unchanged;
}

/** Tells a path below the folder from one that leads out of it. */
const isBelow = (path: string) => !/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i.test(path);

async function isUnchanged(path: string, { bytes, crc }: Entry): Promise<boolean> {
  try {
    const { size } = await lstat(path);
    return size === bytes && crc32(await readFile(path)) === crc;
  } catch {
    return false; // it is not there
  }
}

async function requireFree(folder: string, path: string, earlier: Set<string>): Promise<void> {
  if (earlier.has(path)) return;
  const place = join(folder, path);
  const isFree = await lstat(place).then(() => false, ({ code }) => code !== "ENOTDIR");
  if (isFree) return;
  throw new WeftError(
    "file",
    `Cannot write ${place}: a file is there that weft did not write, or that was changed since`,
    "Move it away, or choose another folder with --out",
  );
}

/** Removes files, and the folders that are empty then. */
async function removeFiles(folder: string, paths: ReadonlySet<string>): Promise<void> {
  for (const path of paths) {
    if (path === ARCHIVE) continue; // it is replaced
    await rm(join(folder, path)).catch((error) => {
      throw fileError("replace", join(folder, path), error);
    });
  }
  const folders = new Set<string>();
  for (let path of paths) while ((path = dirname(path)) !== ".") folders.add(path);
  for (const each of [...folders].sort((a, b) => b.length - a.length)) {
    await rmdir(join(folder, each)).catch(() => {}); // it holds files of the user
  }
}

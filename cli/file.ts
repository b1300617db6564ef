import { basename, dirname, join } from "node:path";
import { WeftError } from "../error.ts";

/** A cause and a hint for each error code of the operating system. */
const CAUSES: Readonly<Record<string, readonly [cause: string, hint: string]>> = {
  ENOSPC: ["no space is left on the disk", "Free some space, or choose another disk"],
  EDQUOT: ["the disk quota is used up", "Free some space, or choose another disk"],
  EACCES: ["permission denied", "Check the owner and mode of the file and its folder"],
  EPERM: ["permission denied", "Check the owner and mode of the file and its folder"],
  EROFS: ["the disk is read-only", "Choose another folder"],
  ENOENT: ["no such file or folder", "Check the path"],
  ENOTDIR: ["a part of the path is a file, not a folder", "Choose another path"],
  EISDIR: ["it is a folder", "Give a path to a file"],
  EEXIST: ["it exists already", "Choose another path"],
  ENAMETOOLONG: ["the name is too long", "Choose a shorter one"],
  EMFILE: ["too many files are open", "Raise the limit (ulimit -n)"],
};

/**
 * Makes a readable error of a failed file operation.
 *
 * @param doing The operation, such as `write` or `read`.
 * @param path The file or folder.
 * @param error The error that the system threw.
 * @returns A `file` error: `Cannot write runs/a/model.onnx: no space is left on the disk`. A
 * {@linkcode WeftError} is returned unchanged.
 *
 * @example
 * ```ts
 * try {
 *   Deno.readFileSync("nowhere");
 * } catch (error) {
 *   const { message } = fileError("read", "nowhere", error);
 *   console.assert(message.startsWith("Cannot read nowhere: "));
 * }
 * ```
 */
export function fileError(doing: string, path: string, error: unknown): WeftError {
  if (error instanceof WeftError) return error;
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  const text = error instanceof Error ? error.message : String(error);
  const [cause, hint] = CAUSES[String(code)] ??
    [text.replace(/ \(os error.*/, ""), "Check the path and the disk"];
  return new WeftError("file", `Cannot ${doing} ${path}: ${cause}`, hint, { cause: error });
}

/**
 * Writes a file whole or not at all: writes a temporary file beside it, syncs it to the disk, and
 * renames it over the old one. Even after a crash, `path` holds either all old or all new bytes.
 * The folder must exist; a link at `path` is replaced by a file.
 *
 * @param path The file to write.
 * @param contents The bytes, or a text to write as UTF-8.
 * @throws {WeftError} `file`, with the cause. The temporary file is removed, the old file
 * unchanged.
 *
 * @example
 * ```ts
 * const folder = Deno.makeTempDirSync();
 * await writeFileAtomic(`${folder}/summary.json`, "{}\n");
 * console.assert(Deno.readTextFileSync(`${folder}/summary.json`) === "{}\n");
 * ```
 */
export async function writeFileAtomic(path: string, contents: Uint8Array | string): Promise<void> {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
  const unique = crypto.randomUUID().slice(0, 8);
  const temporary = join(dirname(path), `.${basename(path)}.${unique}.tmp`);
  try {
    await writeToDisk(temporary, bytes);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {}); // it may not exist
    throw fileError("write", path, error);
  }
  await syncFolder(dirname(path));
}

async function writeToDisk(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.sync(); // without it, a power cut after the rename could leave an empty file
}

/** Syncs the rename to the disk. Windows cannot open folders, and does this without a call. */
async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch {
    // The file is complete in any case.
  }
}

/**
 * Makes a folder and its parents. A command calls it before it does the work, so that a path that
 * cannot be written is refused at once.
 *
 * @throws {WeftError} `file` when it cannot be made.
 */
export async function makeFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true }).catch((error) => {
    throw fileError("make", path, error);
  });
}

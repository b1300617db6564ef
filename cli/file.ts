import { basename, dirname, join } from "node:path";
import { WeftError } from "../error.ts";

/** What an operating system's error code means, and what to do about it. */
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
 * Says what the failure of a file operation means.
 *
 * @param doing What was tried, such as `write` or `read`.
 * @param path The file or folder.
 * @param error What the system threw.
 * @returns A `file` error: `Cannot write runs/a/model.onnx: no space is left on the disk`. A
 * {@linkcode WeftError} comes back as it is.
 *
 * @example
 * ```ts
 * try {
 *   Deno.readFileSync("nowhere");
 * } catch (error) {
 *   console.assert(fileError("read", "nowhere", error).message.startsWith("Cannot read nowhere: "));
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
 * Writes a file whole or not at all: into a temporary file beside it, to the disk, then over the
 * old one. Whatever happens, `path` holds either all old or all new bytes. The folder must exist; a
 * link at `path` is replaced by a file.
 *
 * @param path The file to write.
 * @param contents The bytes, or a text to write as UTF-8.
 * @throws {WeftError} `file`, with the cause; the temporary file is gone and the old file is as it
 * was.
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
    await Deno.remove(temporary).catch(() => {}); // often it was never made
    throw fileError("write", path, error);
  }
  await syncFolder(dirname(path));
}

async function writeToDisk(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.sync(); // or a power cut after the rename could leave an empty file
}

/**
 * Puts the rename itself on the disk. Where folders cannot be opened (Windows), the system sees to
 * it.
 */
async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch {
    // The file is complete either way.
  }
}

import { join } from "node:path";
import { fileError } from "../cli/file.ts";
import { WeftError } from "../error.ts";
import { runFiles } from "./run_files.ts";

/**
 * Takes the lock of a run's folder, so that no other process trains in it at the same time. The
 * operating system frees the lock of a process that is killed.
 *
 * @returns A function that frees it and removes its file.
 * @throws {WeftError} `usage` when another process has it.
 */
export async function lockRun(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, runFiles.lock);
  const file = await openLock(path, true);
  if (await file!.tryLock(true)) {
    return async () => {
      // First the file: a process that waits for the name then makes a new one.
      await Deno.remove(path).catch(() => {}); // another program may have removed it
      file!.close();
    };
  }
  file!.close();
  throw new WeftError(
    "usage",
    `Cannot train in ${folder}: another process is training there`,
    "Wait for it, or choose another --out",
  );
}

/** True while a process trains in the folder. */
export async function isLocked(folder: string): Promise<boolean> {
  using file = await openLock(join(folder, runFiles.lock), false);
  return file !== undefined && !await file.tryLock(true);
}

/** Opens the file of a lock; undefined when it is missing and may not be made. */
async function openLock(path: string, create: boolean): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path, { write: true, create });
  } catch (error) {
    if (!create && error instanceof Deno.errors.NotFound) return undefined;
    throw fileError("lock", path, error);
  }
}

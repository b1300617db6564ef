import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { WeftError } from "../../error.ts";
import { ABSENT, brokenFault, PROVIDER_FILES, requireProviderFile } from "./provider_files.ts";
import type { ProviderSource } from "./source.ts";

/** How the libraries are installed. */
export interface InstallOptions {
  /** Of onnxruntime-node. */
  readonly version: string;
  readonly signal: AbortSignal;
}

/**
 * What is wrong with the provider in `folder`, to be read after "it is"; `undefined` where its
 * libraries are there, whole and of the right version. Reads all of them.
 */
export async function installedFault(folder: string, version: string): Promise<string | undefined> {
  for (const name of PROVIDER_FILES) {
    try {
      await requireProviderFile(join(folder, name), name, version, name);
    } catch (error) {
      if (error instanceof WeftError) return brokenFault(error);
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return ABSENT;
      throw fileError("read", join(folder, name), error);
    }
  }
  return undefined;
}

/**
 * Puts the provider's libraries into `folder`, both or none. Each is written beside its place,
 * checked there and then renamed: a file that was there before is never written into, since it may
 * be a hard link into Deno's cache, and a name never stands for half a file.
 *
 * @throws {WeftError} `file` when the source has the wrong files, or they cannot be written. What
 * was there is as before.
 */
export async function installProvider(
  source: ProviderSource,
  folder: string,
  { version, signal }: InstallOptions,
): Promise<void> {
  const temporary = (name: string) => join(folder, `.${name}.tmp`);
  try {
    for (const name of PROVIDER_FILES) {
      await write(source, name, temporary(name), join(folder, name), signal);
      await requireProviderFile(temporary(name), name, version, `${name} of ${source.title}`);
    }
    for (const name of PROVIDER_FILES) {
      await attempt(join(folder, name), () => rename(temporary(name), join(folder, name)));
    }
  } finally {
    for (const name of PROVIDER_FILES) await rm(temporary(name), { force: true });
  }
}

/** Writes what the source has under a name into a new file. */
async function write(
  source: ProviderSource,
  name: string,
  temporary: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  await attempt(path, () => rm(temporary, { force: true })); // of a run that was killed
  const file = await attempt(path, () => open(temporary, "wx"));
  try {
    for await (const piece of source.read(name)) {
      signal.throwIfAborted();
      for (let at = 0; at < piece.length;) {
        at += (await attempt(path, () => file.write(piece, at))).bytesWritten;
      }
    }
    await attempt(path, () => file.sync());
  } finally {
    await file.close();
  }
}

async function attempt<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw fileError("write", path, error);
  }
}

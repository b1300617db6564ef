import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { WeftError } from "../../error.ts";
import { ABSENT, brokenFault, PROVIDER_FILES, requireProviderFile } from "./provider_files.ts";
import type { ProviderPackage } from "./provider_package.ts";
import { type ProviderSource, requireHash } from "./source.ts";

/** Options of {@linkcode installProvider}. */
export interface InstallOptions {
  /** The package that the libraries must be of. */
  readonly pinned: ProviderPackage;
  readonly signal: AbortSignal;
}

/**
 * Reads all bytes of the provider's libraries in `folder` and checks them.
 *
 * @returns The fault, to be printed after "it is"; `undefined` where both libraries are complete
 * and of the right version.
 */
export async function installedFault(folder: string, version: string): Promise<string | undefined> {
  for (const name of PROVIDER_FILES) {
    try {
      await requireProviderFile(join(folder, name), name, version);
    } catch (error) {
      if (error instanceof WeftError) return brokenFault(error);
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return ABSENT;
      throw fileError("read", join(folder, name), error);
    }
  }
  return undefined;
}

/**
 * Installs the provider's libraries in `folder`, both or none. Each is written to a temporary file
 * in the folder, and renamed when the SHA-256 of both is right. An existing file is never written
 * into: it may be a hard link into Deno's cache.
 *
 * @throws {WeftError} `file` when the source has the wrong files, or they cannot be written. The
 * existing files are unchanged then.
 */
export async function installProvider(
  source: ProviderSource,
  folder: string,
  { pinned, signal }: InstallOptions,
): Promise<void> {
  const temporary = (name: string) => join(folder, `.${name}.tmp`);
  try {
    for (const name of PROVIDER_FILES) {
      const hash = await write(source, name, temporary(name), join(folder, name), signal);
      requireHash(hash, pinned.libraries[name], `${name} of ${source.title}`, pinned);
    }
    for (const name of PROVIDER_FILES) {
      await attempt(join(folder, name), () => rename(temporary(name), join(folder, name)));
    }
  } finally {
    for (const name of PROVIDER_FILES) await rm(temporary(name), { force: true });
  }
}

/** Writes one file of the source into a new file; returns its SHA-256. */
async function write(
  source: ProviderSource,
  name: string,
  temporary: string,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  await attempt(path, () => rm(temporary, { force: true })); // it is left when a run was killed
  const file = await attempt(path, () => open(temporary, "wx"));
  try {
    for await (const piece of source.read(name)) {
      signal.throwIfAborted();
      hash.update(piece);
      for (let at = 0; at < piece.length;) {
        at += (await attempt(path, () => file.write(piece, at))).bytesWritten;
      }
    }
    await attempt(path, () => file.sync());
    return hash.digest("hex");
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

import { readdir } from "node:fs/promises";
import { join, posix, win32 } from "node:path";
import process from "node:process";
import { WeftError } from "../error.ts";

/** Looks an environment variable up. Injectable, so that a test need not change the real ones. */
export type Environment = (name: string) => string | undefined;

/** A folder to look in, and who named it: only the cache may be filled by downloading. */
export interface DataFolder {
  /** `directory`: `--data DIR`; `environment`: `FASHION_MNIST_DIR`; `cache`: the user's cache. */
  readonly kind: "directory" | "environment" | "cache";
  /** The path of the folder. */
  readonly folder: string;
}

/** Reads the environment of this process. */
export const processEnvironment: Environment = (name) => process.env[name];

/**
 * Chooses the folder to read Fashion-MNIST from: `data` unless it is `auto`, else
 * `FASHION_MNIST_DIR` when set, else the user's cache. A folder that somebody named is the only
 * one that is looked in: a mistake in it is an error and never a reason to try the next.
 *
 * @param data `auto` or the path of a folder.
 * @throws {WeftError} `file` when there is nowhere to keep a cache.
 *
 * @example
 * ```ts
 * const environment = (name: string) => name === "HOME" ? "/home/ada" : undefined;
 * const { folder } = chooseFolder("auto", environment, "linux");
 * console.assert(folder === "/home/ada/.cache/weft/fashion-mnist");
 * ```
 */
export function chooseFolder(
  data: string,
  environment: Environment = processEnvironment,
  platform: string = process.platform,
): DataFolder {
  if (data !== "auto") return { kind: "directory", folder: data };
  const named = environment("FASHION_MNIST_DIR");
  if (named) return { kind: "environment", folder: named };
  return { kind: "cache", folder: cacheFolder(environment, platform) };
}

/** The folder that downloads are kept in; where it lies follows the custom of the platform. */
function cacheFolder(environment: Environment, platform: string): string {
  const path = platform === "win32" ? win32 : posix;
  const home = environment("HOME") || environment("USERPROFILE");
  const xdg = environment("XDG_CACHE_HOME");
  const candidates = [
    // The XDG base directory specification: a relative path is invalid and to be ignored.
    xdg && path.isAbsolute(xdg) ? xdg : undefined,
    platform === "win32" ? environment("LOCALAPPDATA") : undefined,
    home && platform === "win32" ? path.join(home, "AppData", "Local") : undefined,
    home && platform === "darwin" ? path.join(home, "Library", "Caches") : undefined,
    home ? path.join(home, ".cache") : undefined,
  ];
  const base = candidates.find((candidate) => candidate);
  if (base) return path.join(base, "weft", "fashion-mnist");
  throw new WeftError(
    "file",
    "Cannot find a folder to keep Fashion-MNIST in: neither XDG_CACHE_HOME nor HOME is set",
    "Set FASHION_MNIST_DIR to a folder with the four files, or choose --data synthetic",
  );
}

/**
 * Finds files in a folder by their official names, each raw or gzipped (`NAME.gz`).
 *
 * @param names Official names, without `.gz`.
 * @returns The path of each file that is there, by name. Raw wins: it need not be decompressed.
 * @throws {WeftError} `file` when the folder cannot be read; a cache that is not there yet is empty.
 *
 * @example
 * ```ts
 * const found = await findFiles({ kind: "cache", folder: "/no/such/folder" }, ["a"]);
 * console.assert(found.size === 0);
 * ```
 */
export async function findFiles(
  place: DataFolder,
  names: readonly string[],
): Promise<Map<string, string>> {
  const present = new Set(await list(place));
  const found = new Map<string, string>();
  for (const name of names) {
    const variant = [name, `${name}.gz`].find((candidate) => present.has(candidate));
    if (variant) found.set(name, join(place.folder, variant));
  }
  return found;
}

/**
 * As {@linkcode findFiles}, but every file must be there.
 *
 * @throws {WeftError} `file` when the folder cannot be read or does not have all the files.
 *
 * @example
 * ```ts
 * const place = { kind: "directory", folder: "/no/such/folder" } as const;
 * const error = await requireFiles(place, ["a"]).catch((error: Error) => error);
 * console.assert(error instanceof Error);
 * ```
 */
export async function requireFiles(
  place: DataFolder,
  names: readonly string[],
): Promise<Map<string, string>> {
  const found = await findFiles(place, names);
  const missing = names.filter((name) => !found.has(name));
  if (missing.length === 0) return found;
  throw new WeftError(
    "file",
    `Cannot read ${called(place)}: expected ${missing.join(" and ")}, gzipped or not, got none`,
    advice(place, "Name the folder that has the four official files"),
  );
}

/** How an error names a place: the way the user named it. */
function called({ kind, folder }: DataFolder): string {
  if (kind === "directory") return `the data folder ${folder}`;
  if (kind === "environment") return `the folder ${folder} of FASHION_MNIST_DIR`;
  return `the cache ${folder}`;
}

function advice({ kind }: DataFolder, what: string): string {
  if (kind === "directory") return `${what}, or leave --data out to search and download`;
  if (kind === "environment") return `${what} in FASHION_MNIST_DIR, or unset it to download`;
  return "Make the folder readable and writable, or set FASHION_MNIST_DIR";
}

/** The names of the files (not folders) in a place. */
async function list(place: DataFolder): Promise<string[]> {
  try {
    const entries = await readdir(place.folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "ENOENT" && place.kind === "cache") return [];
    const known: Record<string, string> = {
      ENOENT: "no such folder",
      ENOTDIR: "it is not a folder",
      EACCES: "no permission",
    };
    throw new WeftError(
      "file",
      `Cannot read ${called(place)}: ${known[code ?? ""] ?? (error as Error).message}`,
      advice(place, "Name an existing folder"),
      { cause: error },
    );
  }
}

import { readdir } from "node:fs/promises";
import { join, posix, win32 } from "node:path";
import process from "node:process";
import { WeftError } from "../error.ts";
import { describeFolder } from "./describe_folder.ts";

/** Looks up an environment variable. Tests pass their own. */
export type Environment = (name: string) => string | undefined;

/** A folder of data files and its origin. Downloads go to the cache only. */
export interface DataFolder {
  /** `directory`: `--data DIR`; `environment`: `FASHION_MNIST_DIR`; `cache`: the user's cache. */
  readonly kind: "directory" | "environment" | "cache";
  /** The path of the folder. */
  readonly path: string;
}

/** Reads the environment of this process. */
export const processEnvironment: Environment = (name) => process.env[name];

/**
 * Chooses the folder of Fashion-MNIST: `data` unless it is `auto`, else `FASHION_MNIST_DIR` when it
 * is set, else the user's cache. No other folder is read: a mistake in the chosen folder is an
 * error.
 *
 * @param data `auto` or the path of a folder.
 * @throws {WeftError} `file` when there is no folder for a cache.
 *
 * @example
 * ```ts
 * const environment = (name: string) => name === "HOME" ? "/home/ada" : undefined;
 * const { path } = chooseFolder("auto", environment, "linux");
 * console.assert(path === "/home/ada/.cache/weft/fashion-mnist");
 * ```
 */
export function chooseFolder(
  data: string,
  environment: Environment = processEnvironment,
  platform: string = process.platform,
): DataFolder {
  if (data !== "auto") return { kind: "directory", path: data };
  const named = environment("FASHION_MNIST_DIR");
  if (named) return { kind: "environment", path: named };
  return { kind: "cache", path: cacheFolder(environment, platform) };
}

/** The folder of downloads, by the convention of the platform. */
function cacheFolder(environment: Environment, platform: string): string {
  const path = platform === "win32" ? win32 : posix;
  const home = environment("HOME") || environment("USERPROFILE");
  const xdg = environment("XDG_CACHE_HOME");
  const candidates = [
    // By the XDG base directory specification a relative path is invalid and ignored.
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
 * Finds files in a folder by their official names, each raw or gzipped (`NAME.gz`). A dot may stand
 * for a hyphen, as in `t10k-images.idx3-ubyte`, which archive programs write.
 *
 * @param names Official names, without `.gz`.
 * @returns The path of each file that exists, by name. A raw file is preferred to a gzipped one.
 * @throws {WeftError} `file` when the folder cannot be read. A cache that does not exist is empty.
 *
 * @example
 * ```ts
 * const found = await findFiles({ kind: "cache", path: "/no/such/folder" }, ["a"]);
 * console.assert(found.size === 0);
 * ```
 */
export async function findFiles(
  folder: DataFolder,
  names: readonly string[],
): Promise<Map<string, string>> {
  const present = new Set(await list(folder));
  const found = new Map<string, string>();
  for (const name of names) {
    const variant = variantsOf(name).find((candidate) => present.has(candidate));
    if (variant) found.set(name, join(folder.path, variant));
  }
  return found;
}

/** The names that a file may have: the official one, and with a dot; raw, and gzipped. */
function variantsOf(name: string): string[] {
  const dotted = name.replace(/-(?=idx\d-ubyte$)/, ".");
  return [name, `${name}.gz`, dotted, `${dotted}.gz`];
}

/**
 * Finds files as {@linkcode findFiles} does, and requires all of them.
 *
 * @throws {WeftError} `file` when the folder cannot be read or a file is missing.
 *
 * @example
 * ```ts
 * const folder = { kind: "directory", path: "/no/such/folder" } as const;
 * const error = await requireFiles(folder, ["a"]).catch((error: Error) => error);
 * console.assert(error instanceof Error);
 * ```
 */
export async function requireFiles(
  folder: DataFolder,
  names: readonly string[],
): Promise<Map<string, string>> {
  const found = await findFiles(folder, names);
  const missing = names.filter((name) => !found.has(name));
  if (missing.length === 0) return found;
  const variants = new Set(names.flatMap(variantsOf));
  const { contents, advice } = await describeFolder(folder.path, (name) => variants.has(name));
  const expected = `expected ${missing.join(" and ")}, gzipped or not`;
  throw new WeftError(
    "file",
    `Cannot read ${describe(folder)}: ${expected}; it holds ${contents}`,
    (found.size === 0 ? advice : undefined) ??
      hintFor(folder, "Name the folder that has the four official files"),
  );
}

/** Describes a folder in an error, by its origin. */
function describe({ kind, path }: DataFolder): string {
  if (kind === "directory") return `the data folder ${path}`;
  if (kind === "environment") return `the folder ${path} of FASHION_MNIST_DIR`;
  return `the cache ${path}`;
}

/** The next step after an error with a folder. */
function hintFor({ kind }: DataFolder, step: string): string {
  if (kind === "directory") return `${step}, or leave --data out to search and download`;
  if (kind === "environment") return `${step} in FASHION_MNIST_DIR, or unset it to download`;
  return "Make the folder readable and writable, or set FASHION_MNIST_DIR";
}

/** The names of the files (not folders) in a folder. */
async function list(folder: DataFolder): Promise<string[]> {
  try {
    const entries = await readdir(folder.path, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "ENOENT" && folder.kind === "cache") return [];
    const known: Record<string, string> = {
      ENOENT: "no such folder",
      ENOTDIR: "it is not a folder",
      EACCES: "no permission",
    };
    throw new WeftError(
      "file",
      `Cannot read ${describe(folder)}: ${known[code ?? ""] ?? (error as Error).message}`,
      hintFor(folder, "Name an existing folder"),
      { cause: error },
    );
  }
}

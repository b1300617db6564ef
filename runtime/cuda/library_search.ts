import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";

/** Where the dynamic loader of Linux looks for a library that another one needs. */
export interface LibrarySearch {
  /** The full path of a library by its name; `undefined` where it would not be found. */
  readonly find: (name: string) => Promise<string | undefined>;
  /** All libraries of the system whose names begin so, with their paths, the first of each name. */
  readonly startingWith: (prefix: string) => ReadonlyMap<string, string>;
}

/** Where the loader looks last, whatever the cache holds. */
const USUAL = [
  "/lib/x86_64-linux-gnu",
  "/usr/lib/x86_64-linux-gnu",
  "/lib64",
  "/usr/lib64",
  "/lib",
  "/usr/lib",
];

/**
 * Makes a search in the loader's order: LD_LIBRARY_PATH, folders that the library itself asks for,
 * the system's cache, the system's own folders.
 *
 * @param folders Folders that the library asks for, such as its own.
 * @param libraryPath LD_LIBRARY_PATH; by default the process's.
 * @param cache The system's cache, /etc/ld.so.cache; only tests give another.
 */
export async function librarySearch(
  folders: readonly string[] = [],
  libraryPath: string = process.env.LD_LIBRARY_PATH ?? "",
  cache: string = "/etc/ld.so.cache",
): Promise<LibrarySearch> {
  const named = [...libraryPath.split(/[:;]/).filter((folder) => folder !== ""), ...folders];
  const cached = await readCache(cache);
  return {
    find: async (name) =>
      await findIn(named, name) ?? cached.get(name) ?? await findIn(USUAL, name),
    startingWith: (prefix) => new Map([...cached].filter(([name]) => name.startsWith(prefix))),
  };
}

async function findIn(folders: readonly string[], name: string): Promise<string | undefined> {
  for (const folder of folders) {
    const path = join(folder, name);
    if (await stat(path).then(() => true, () => false)) return path;
  }
  return undefined;
}

/**
 * The libraries in ldconfig's cache. Its entries are names and full paths, each ended by a zero
 * byte; the rest of it is of no use here.
 */
async function readCache(path: string): Promise<Map<string, string>> {
  const bytes = await readFile(path).catch(() => new Uint8Array(0));
  const found = new Map<string, string>();
  for (const text of new TextDecoder("latin1").decode(bytes).split("\0")) {
    const name = /^\/.*\/([^/]+)$/.exec(text)?.[1];
    if (name !== undefined && !found.has(name)) found.set(name, text);
  }
  return found;
}

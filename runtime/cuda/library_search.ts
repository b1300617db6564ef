import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";

/** A search for libraries, in the order of Linux's dynamic loader. */
export interface LibrarySearch {
  /** Finds the full path of a library by its name; `undefined` where the loader finds none. */
  readonly find: (name: string) => Promise<string | undefined>;
  /** Lists the libraries of the system with a prefix, as paths by name. */
  readonly startingWith: (prefix: string) => ReadonlyMap<string, string>;
}

/** The folders that the loader searches last. */
const SYSTEM_FOLDERS = [
  "/lib/x86_64-linux-gnu",
  "/usr/lib/x86_64-linux-gnu",
  "/lib64",
  "/usr/lib64",
  "/lib",
  "/usr/lib",
];

/**
 * Makes a search in the loader's order: LD_LIBRARY_PATH, the run path of the library that needs
 * others, the system's cache, the system's folders.
 *
 * @param folders The run path, such as the library's own folder.
 * @param libraryPath LD_LIBRARY_PATH. Default: that of the process.
 * @param cache The file of the system's cache. Tests pass another.
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
      await findIn(named, name) ?? cached.get(name) ?? await findIn(SYSTEM_FOLDERS, name),
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
 * Reads ldconfig's cache: among other data it has names and full paths, each ended by a zero byte.
 */
async function readCache(path: string): Promise<Map<string, string>> {
  const cache = await readFile(path, "latin1").catch(() => "");
  const found = new Map<string, string>();
  for (const text of cache.split("\0")) {
    const name = /^\/.*\/([^/]+)$/.exec(text)?.[1];
    if (name !== undefined && !found.has(name)) found.set(name, text);
  }
  return found;
}

import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { sha256 } from "../../../data/sha256.ts";
import { type Encoding, ENCODINGS } from "../encodings.ts";

/** Content types by file extension. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
};

/** The bytes of a file of the site, plain or compressed. */
export interface Representation {
  /** The path on the disk. */
  readonly path: string;
  readonly bytes: number;
  /** A strong entity tag: the same for the same bytes only. */
  readonly etag: string;
  /** `undefined` for the plain file. */
  readonly encoding?: Encoding["name"];
}

/** A file of the site. */
export interface SiteFile {
  readonly contentType: string;
  readonly plain: Representation;
  /** Compressed files with the same content, the preferred one first. */
  readonly compressed: readonly Representation[];
}

/**
 * Lists the files of a site by their paths in URLs, such as `/assets/page.js`; `/` is the path of
 * index.html too. A path that is not in the list has no file, so that no URL leads out of the
 * folder. Links are left out.
 */
export async function readSiteFiles(folder: string): Promise<ReadonlyMap<string, SiteFile>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = new Set(
    entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)),
  );
  const files = new Map<string, SiteFile>();
  for (const path of paths) {
    const stem = path.slice(0, -extname(path).length);
    if (ENCODINGS.some(({ ending }) => path.endsWith(ending)) && paths.has(stem)) continue;
    const compressed: Representation[] = [];
    for (const { name, ending } of ENCODINGS) {
      if (paths.has(path + ending)) compressed.push(await represent(path + ending, name));
    }
    const contentType = CONTENT_TYPES[extname(path)] ?? "application/octet-stream";
    const url = `/${relative(folder, path).split(sep).join("/")}`;
    files.set(url, { contentType, plain: await represent(path), compressed });
  }
  const index = files.get("/index.html");
  return index ? files.set("/", index) : files;
}

async function represent(path: string, encoding?: Encoding["name"]): Promise<Representation> {
  const contents = await readFile(path);
  const etag = `"${(await sha256(contents)).slice(0, 32)}"`;
  return { path, bytes: contents.length, etag, ...(encoding ? { encoding } : {}) };
}

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ENCODINGS } from "./encodings.ts";

/** The fewest bytes of a file that is compressed: a smaller one fits into one packet. */
const FEWEST = 1024;

/** The largest part of the bytes that a compressed file may have, to be worth its place. */
const WORTHWHILE = 0.9;

/**
 * Writes a Brotli file and a gzip file beside each file of a site that they make smaller:
 * `page.js.br` and `page.js.gz` beside `page.js`.
 */
export async function compressSite(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (bytes.length < FEWEST) continue;
    await Promise.all(ENCODINGS.map(async ({ ending, compress }) => {
      const compressed = await compress(bytes);
      if (compressed.length > WORTHWHILE * bytes.length) return;
      await writeFile(path + ending, compressed);
    }));
  }
}

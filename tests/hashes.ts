import { createHash } from "node:crypto";
import { join } from "node:path";

/**
 * SHA-256 of every file below a folder by its path, so that a change anywhere shows. Temporary
 * files are left out: a kill may leave one behind, which nothing reads.
 */
export function hashesOf(folder: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) Object.assign(hashes, hashesOf(path));
    else if (!name.endsWith(".tmp")) {
      hashes[path] = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
    }
  }
  return hashes;
}

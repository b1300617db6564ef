import { createHash } from "node:crypto";
import { join } from "node:path";

/**
 * The SHA-256 of every file below a folder, by path. It skips temporary files and locks, which a
 * killed process may leave behind and whose contents nothing reads.
 */
export function hashesOf(folder: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) Object.assign(hashes, hashesOf(path));
    else if (!/\.(tmp|lock)$/.test(name)) {
      hashes[path] = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
    }
  }
  return hashes;
}

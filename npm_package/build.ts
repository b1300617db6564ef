// deno-lint-ignore-file no-console
/**
 * Writes `npm/`, the package for Node and for bundlers: JavaScript, declarations, package.json, README and LICENSE.
 *
 *     deno task build:npm
 *
 * @module
 */

import { dirname, join } from "node:path";
import { emitLibrary, ROOT } from "./emit.ts";
import { manifest } from "./manifest.ts";

/**
 * Builds the package.
 *
 * @param folder Where to write it; what is there goes first.
 * @returns How many files it has.
 */
export async function buildPackage(folder: string): Promise<number> {
  const { files, packages } = emitLibrary();
  const all = new Map(files);
  all.set("package.json", JSON.stringify(manifest(packages), undefined, 2) + "\n");
  all.set("README.md", await Deno.readTextFile(join(ROOT, "npm_package/README.md")));
  all.set("LICENSE", await Deno.readTextFile(join(ROOT, "LICENSE")));
  await Deno.remove(folder, { recursive: true }).catch((error: unknown) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  for (const [path, text] of all) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  }
  return all.size;
}

if (import.meta.main) {
  const count = await buildPackage(join(ROOT, "npm"));
  console.log(`npm/: ${count} files; publish with \`npm publish ./npm\``);
}

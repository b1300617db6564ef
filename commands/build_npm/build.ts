// deno-lint-ignore-file no-console
/**
 * Writes `npm/`, the package for Node and for bundlers: JavaScript, declarations, models of the
 * zoo, package.json, README and LICENSE.
 *
 * deno task build:npm
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { ZooManifest } from "../../infer/zoo.ts";
import { emitLibrary } from "./emit.ts";
import { manifest } from "./manifest.ts";
import zoo from "../../models/zoo/zoo.json" with { type: "json" };
import { ROOT } from "../../root.ts";

/**
 * Builds the package.
 *
 * @param folder Where to write it; what is there goes first.
 * @returns How many files it has.
 */
export async function buildPackage(folder: string): Promise<number> {
  const { files, packages } = emitLibrary();
  const all = new Map<string, string | Uint8Array>(files);
  all.set("package.json", JSON.stringify(manifest(packages), undefined, 2) + "\n");
  all.set("README.md", await Deno.readTextFile(join(ROOT, "commands/build_npm/README.md")));
  for (const path of ["LICENSE", ...zooFiles()]) {
    all.set(path, await Deno.readFile(join(ROOT, path)));
  }
  await Deno.remove(folder, { recursive: true }).catch((error: unknown) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  for (const [path, contents] of all) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
    await Deno.writeFile(join(folder, path), bytes);
  }
  return all.size;
}

/** The models that a name such as `zoo:lenet` stands for; without their pictures. */
function zooFiles(): string[] {
  const { models } = zoo as ZooManifest;
  return Object.entries(models).flatMap(([name, { files }]) =>
    Object.keys(files).map((file) => `models/zoo/${name}/${file}`)
  ).concat("models/zoo/zoo.json");
}

if (import.meta.main) {
  const count = await buildPackage(join(ROOT, "npm"));
  console.log(`npm/: ${count} files; publish with \`npm publish ./npm\``);
}

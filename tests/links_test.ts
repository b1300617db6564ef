import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../root.ts";

/** Pages that people read in the repository. */
const PAGES = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/examples/README.md", "web/README.md"],
  ...[...Deno.readDirSync(join(ROOT, "docs"))].map(({ name }) => `docs/${name}`),
].filter((path) => path.endsWith(".md"));

/** Paths of code in backquotes: `viz/tsne/tsne.ts`, `onnx/rewrites/`. */
const CODE_PATH = /`((?:[a-z_]+\/)+(?:[a-z_]+\.ts)?)`/g;

/** Folders that commands write. */
const WRITTEN = ["runs/", "report/", "npm/", "site/", "photos/", "figures/", "zoo/", "assets/"];

/** Every file and folder of the repository, folders ending in a slash. */
function* paths(folder = ""): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(ROOT, folder))) {
    if (name.startsWith(".") || name === "node_modules") continue;
    yield `/${folder}${name}${isDirectory ? "/" : ""}`;
    if (isDirectory) yield* paths(`${folder}${name}/`);
  }
}

const known = [...paths()];

for (const page of PAGES) {
  Deno.test(`${page} links to files and names paths that exist`, async () => {
    const text = await Deno.readTextFile(join(ROOT, page));
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, path]) => path!)
      .filter((path) => !path.includes("://"));
    const names = [...text.matchAll(CODE_PATH)].map(([, path]) => path!)
      .filter((path) => !WRITTEN.some((folder) => path.startsWith(folder)));
    assert.deepEqual(links.filter((path) => !existsSync(join(ROOT, dirname(page), path))), []);
    // A page about one room leaves out its name: `kernels/` in docs/compiler.md.
    assert.deepEqual(names.filter((name) => !known.some((path) => path.endsWith(`/${name}`))), []);
  });
}

import { join } from "node:path";
import { normalize } from "node:path/posix";
import ts from "typescript";
import project from "../../deno.json" with { type: "json" };
import library from "../../package.json" with { type: "json" };

/** The imports of one file. */
export interface FileImports {
  /** Path from the root of the repository. */
  readonly file: string;
  /** Files of the repository, types included. */
  readonly files: readonly string[];
  /** Packages from npm by name. */
  readonly packages: readonly string[];
}

/** Folders in the root that commands write. */
const SKIPPED = new Set(["node_modules", "runs", "report", "npm"]);

/** The URL of a module beside a file, outside of comments: workers start at one. */
const MODULE_URL = /^(?!\s*(?:\*|\/\/)).*new URL\(\s*"(\.[^"]+\.ts)",\s*import\.meta\.url/gm;

/** Reads the imports of every TypeScript file below a folder. */
export function readImports(root: string): FileImports[] {
  return [...typescriptFiles(root, "")].sort().map((file) =>
    importsOf(file, Deno.readTextFileSync(join(root, file)))
  );
}

function* typescriptFiles(root: string, folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(root, folder))) {
    if (name.startsWith(".") || folder === "" && SKIPPED.has(name)) continue;
    if (isDirectory) yield* typescriptFiles(root, `${folder}${name}/`);
    else if (name.endsWith(".ts")) yield folder + name;
  }
}

/**
 * The imports in a source text: static and dynamic ones, types, and modules of workers.
 *
 * @param file Path from the root of the repository.
 *
 * @example
 * ```ts
 * const { files, packages } = importsOf("viz/mod.ts", 'import "./pca.ts"; import "jszip";');
 * console.assert(files[0] === "viz/pca.ts" && packages[0] === "jszip");
 * ```
 */
export function importsOf(file: string, text: string): FileImports {
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) =>
    fileName
  );
  const workers = [...text.matchAll(MODULE_URL)].map(([, path]) => path!);
  const files = new Set<string>(), packages = new Set<string>();
  for (const specifier of [...specifiers, ...workers]) {
    const [path] = resolve(specifier, folder);
    if (path !== undefined) { for (const each of resolve(specifier, folder)) files.add(each); }
    else if (!specifier.startsWith("node:")) packages.add(packageOf(specifier));
  }
  return { file, files: [...files], packages: [...packages] };
}

/**
 * The files that a specifier stands for; none for a package. `#host` stands for one in each host.
 */
function resolve(specifier: string, folder: string): string[] {
  if (specifier.startsWith(".")) return [normalize(folder + specifier)];
  if (specifier.startsWith("#")) {
    const hosts = (library.imports as Record<string, Record<string, string>>)[specifier] ?? {};
    return [...new Set(Object.values(hosts))].map((path) => normalize(path));
  }
  const mapped = (project.imports as Record<string, string>)[specifier];
  return mapped?.startsWith("./") ? [normalize(mapped)] : [];
}

/** `jpeg-js` of `jpeg-js/lib/decoder.js`, `@tensorflow/tfjs` of itself. */
function packageOf(specifier: string): string {
  return specifier.replace(/^npm:/, "").split("/").slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

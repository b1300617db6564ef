import { join, relative } from "node:path";
import ts from "typescript";
import { ROOT } from "../../root.ts";

/** What the package is made of: the public modules, and what the condition `#ort` chooses from. */
const ENTRIES = ["mod.ts", "compiler/mod.ts", "runtime/ort_server.ts", "runtime/ort_browser.ts"];

/** Strict as deno.json is; the code stays as it is, but for types and the names of files. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ["node"], // a type is the same on either side of #ort
  lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  // Where deno puts the types that another package depends on.
  typeRoots: [join(ROOT, "node_modules/.deno/node_modules/@types")],
  types: ["node"],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noEmitOnError: true,
  skipLibCheck: true,
  rewriteRelativeImportExtensions: true,
  declaration: true,
  rootDir: ROOT,
  outDir: ROOT,
};

/** What the TypeScript compiler made. */
export interface Emitted {
  /** JavaScript and declarations by path, such as `infer/classify.js`. */
  readonly files: ReadonlyMap<string, string>;
  /** Every package that they import. */
  readonly packages: ReadonlySet<string>;
}

/**
 * Compiles the library, an ES module and a declaration file for each source, so that a bundler can
 * leave out what a page does not use.
 *
 * @throws {Error} With the compiler's words where the types are wrong.
 */
export function emitLibrary(): Emitted {
  const program = ts.createProgram(ENTRIES.map((entry) => join(ROOT, entry)), OPTIONS);
  const problems = ts.getPreEmitDiagnostics(program);
  if (problems.length > 0) throw new Error(`The library does not compile:\n${words(problems)}`);
  const files = new Map<string, string>();
  const packages = new Set<string>();
  program.emit(undefined, (path, text) => {
    const imported = ts.preProcessFile(text).importedFiles;
    for (const { fileName } of imported) {
      if (!/^(\.|#|node:)/.test(fileName)) packages.add(packageOf(fileName));
    }
    files.set(relative(ROOT, path), path.endsWith(".d.ts") ? withoutTs(text, imported) : text);
  });
  return { files, packages };
}

/** TypeScript renames the files that are imported in JavaScript, but not in declarations. */
function withoutTs(text: string, imported: readonly ts.FileReference[]): string {
  return imported.filter(({ fileName }) => fileName.startsWith(".")).reduceRight(
    (renamed, { fileName, end }) => {
      // `end` may be before or after the closing quote, by the kind of import.
      const start = renamed.lastIndexOf(fileName, end);
      const name = fileName.replace(/\.ts$/, ".js");
      return renamed.slice(0, start) + name + renamed.slice(start + fileName.length);
    },
    text,
  );
}

/** `onnxruntime-web` of `onnxruntime-web/wasm`, `@tensorflow/tfjs` of itself. */
function packageOf(specifier: string): string {
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

function words(problems: readonly ts.Diagnostic[]): string {
  return ts.formatDiagnostics(problems, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => ROOT,
    getNewLine: () => "\n",
  });
}

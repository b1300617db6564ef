import { join, relative } from "node:path";
import ts from "typescript";
import { ROOT } from "../../root.ts";

/** The entries of the package: the public modules, and both modules of the import `#host`. */
const ENTRIES = [
  "mod.ts",
  "compiler/mod.ts",
  "train/mod.ts",
  "runtime/host_server.ts",
  "runtime/host_browser.ts",
];

/** The options of the compiler: strict as in deno.json. It removes types and renames files only. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ["node"], // both modules of #host have the same types
  // What Node 20 has, the oldest that the package supports.
  lib: [
    "lib.es2023.d.ts",
    "lib.es2024.string.d.ts",
    "lib.dom.d.ts",
    "lib.dom.iterable.d.ts",
    "lib.dom.asynciterable.d.ts",
  ],
  // The folder of types that other packages depend on.
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

/** The output of the TypeScript compiler. */
export interface Emitted {
  /** JavaScript and declarations by path, such as `infer/classify.js`. */
  readonly files: ReadonlyMap<string, string>;
  /** The names of the packages that they import. */
  readonly packages: ReadonlySet<string>;
}

/**
 * Compiles the library: an ES module and a declaration file for each source, so that bundlers can
 * remove unused modules.
 *
 * @throws {Error} With the messages of the compiler, where the types are wrong.
 */
export function emitLibrary(): Emitted {
  const program = ts.createProgram(ENTRIES.map((entry) => join(ROOT, entry)), OPTIONS);
  const problems = ts.getPreEmitDiagnostics(program);
  if (problems.length > 0) throw new Error(`The library does not compile:\n${messages(problems)}`);
  const files = new Map<string, string>();
  const packages = new Set<string>();
  program.emit(undefined, (path, text) => {
    const imported = ts.preProcessFile(text).importedFiles;
    for (const { fileName } of imported) {
      if (!/^(\.|#|node:)/.test(fileName)) packages.add(packageOf(fileName));
    }
    files.set(relative(ROOT, path), path.endsWith(".d.ts") ? forUsers(text, imported) : text);
  });
  return { files, packages };
}

/** Changes declarations so that projects with TypeScript 5.4 and later can use them. */
function forUsers(text: string, imported: readonly ts.FileReference[]): string {
  // Typed arrays have a type parameter since TypeScript 5.7; `of` has always returned one in an
  // ArrayBuffer.
  return withoutTs(text, imported)
    .replace(/\b(\w+Array)<ArrayBuffer>/g, 'ReturnType<$1Constructor["of"]>');
}

/** Renames imported files in declarations, where TypeScript does not do so. */
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

/** Returns the package of an import: `onnxruntime-web` for `onnxruntime-web/wasm`. */
function packageOf(specifier: string): string {
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

function messages(problems: readonly ts.Diagnostic[]): string {
  return ts.formatDiagnostics(problems, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => ROOT,
    getNewLine: () => "\n",
  });
}

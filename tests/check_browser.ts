// deno-lint-ignore-file no-console
/**
 * Checks every file with the comment "This module is browser compatible". It must bundle for
 * browsers, and the bundle must not contain Deno, modules of Node or onnxruntime-node. The bundles
 * of the public entries must not contain TensorFlow.js either, except the compiler and training.
 *
 *     deno task check:browser
 *
 * @module
 */

import { join, relative } from "node:path";
import project from "../deno.json" with { type: "json" };
import { ROOT } from "../root.ts";

/** The first line of a browser compatible file. */
const MARK = "// This module is browser compatible.";
const SKIPPED = new Set(["node_modules", "runs", "report", "npm"]);

/** The patterns that no bundle may contain, each with the problem. */
const FORBIDDEN: readonly [pattern: RegExp, problem: string][] = [
  [/onnxruntime-node/, "it imports onnxruntime-node"],
  [/(from|import|require\()\s*\(?["']node:/, "it imports a module of Node"],
];

/** Matches the use of Deno in a source file. Bundles are not searched: packages test for Deno. */
const DENO = /^(?!\s*(\/?\*|\/\/)).*\bDeno\./m;

/** The public entries that load TensorFlow.js. */
const WITH_TFJS = new Set(["./compiler/mod.ts", "./train/mod.ts"]);
/** The entries whose bundle must not contain TensorFlow.js. */
const WITHOUT_TFJS = Object.values(project.exports).filter((entry) => !WITH_TFJS.has(entry));

/** Finds the browser compatible files of a folder. */
function* markedFiles(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory && !SKIPPED.has(name) && !name.startsWith(".")) yield* markedFiles(path);
    else if (name.endsWith(".ts") && Deno.readTextFileSync(path).startsWith(MARK)) yield path;
  }
}

/** Bundles the entries together; returns the error, or the text of the bundle. */
async function bundle(entries: readonly string[]): Promise<{ error?: string; text: string }> {
  const out = await Deno.makeTempDir();
  try {
    const args = ["bundle", "--quiet", "--platform", "browser", "--code-splitting"];
    const { success, stderr } = await new Deno.Command("deno", {
      args: [...args, "--outdir", out, ...entries],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    if (!success) return { error: new TextDecoder().decode(stderr), text: "" };
    return { text: readAll(out) };
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

function readAll(folder: string): string {
  return [...Deno.readDirSync(folder)].map(({ name, isDirectory }) =>
    isDirectory ? readAll(join(folder, name)) : Deno.readTextFileSync(join(folder, name))
  ).join("\n");
}

const problemsOf = (text: string) =>
  FORBIDDEN.filter(([pattern]) => pattern.test(text)).map(([, problem]) => problem);

const files = [...markedFiles(ROOT)].sort();
const problems: string[] = [];
for (const entry of Object.values(project.exports)) {
  if (!files.includes(join(ROOT, entry))) {
    problems.push(`${entry}: a public entry without the mark`);
  }
}
for (const file of files) {
  if (DENO.test(Deno.readTextFileSync(file))) {
    problems.push(`${relative(ROOT, file)}: it uses Deno`);
  }
}
// One bundle of all files is fast. Only after a problem each file is bundled alone, to find which.
const all = await bundle(files);
if (all.error !== undefined || problemsOf(all.text).length > 0) {
  for (const file of files) {
    const { error, text } = await bundle([file]);
    const found = error === undefined ? problemsOf(text) : [error.trim()];
    problems.push(...found.map((problem) => `${relative(ROOT, file)}: ${problem}`));
  }
}
for (const entry of WITHOUT_TFJS) {
  const { error, text } = await bundle([join(ROOT, entry)]);
  if (error !== undefined || /@tensorflow|tfjs-core/.test(text)) {
    problems.push(`${entry}: ${error ?? "it imports TensorFlow.js"}`);
  }
}
for (const problem of problems) console.error(`not browser compatible: ${problem}`);
console.log(`${files.length} browser compatible files, ${problems.length} problems`);
Deno.exit(problems.length > 0 ? 1 : 0);

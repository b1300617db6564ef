// deno-lint-ignore-file no-console
/**
 * Checks that every file that says it is browser compatible is: it bundles for browsers, and
 * neither Deno, Node's own modules nor onnxruntime-node are in the bundle. The public API must not
 * pull in tfjs either.
 *
 * deno task check:browser
 *
 * @module
 */

import { join, relative } from "node:path";
import { ROOT } from "../root.ts";

/** The first line of such a file. */
const CLAIM = "// This module is browser compatible.";
const SKIPPED = new Set(["node_modules", "runs", "report", "npm"]);

/** What no bundle may contain, and why. */
const FORBIDDEN: readonly [pattern: RegExp, why: string][] = [
  [/onnxruntime-node/, "it pulls in onnxruntime-node"],
  [/(from|import|require\()\s*\(?["']node:/, "it imports a module of Node"],
];

/**
 * What the source of a file may not contain: a bundle cannot tell it from code of packages that ask
 * where they run.
 */
const DENO = /^(?!\s*(\/?\*|\/\/)).*\bDeno\./m;

/** Entries whose bundle has to stay small: no tfjs. */
const WITHOUT_TFJS = new Set(["mod.ts"]);

function* claimants(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory && !SKIPPED.has(name) && !name.startsWith(".")) yield* claimants(path);
    else if (name.endsWith(".ts") && Deno.readTextFileSync(path).startsWith(CLAIM)) yield path;
  }
}

/** Bundles the entries together; returns the error text, or the text of all that was written. */
async function bundle(entries: readonly string[]): Promise<{ error?: string; text: string }> {
  const out = await Deno.makeTempDir();
  try {
    const args = ["bundle", "--quiet", "--platform", "browser", "--code-splitting"];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
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
  FORBIDDEN.filter(([pattern]) => pattern.test(text)).map(([, why]) => why);

const files = [...claimants(ROOT)].sort();
const problems: string[] = [];
for (const file of files) {
  if (DENO.test(Deno.readTextFileSync(file))) {
    problems.push(`${relative(ROOT, file)}: it uses Deno`);
  }
}
// All at once is quick; one by one only to say which file it is.
const all = await bundle(files);
if (all.error !== undefined || problemsOf(all.text).length > 0) {
  for (const file of files) {
    const { error, text } = await bundle([file]);
    const found = error === undefined ? problemsOf(text) : [error.trim()];
    problems.push(...found.map((why) => `${relative(ROOT, file)}: ${why}`));
  }
}
for (const entry of WITHOUT_TFJS) {
  const { error, text } = await bundle([join(ROOT, entry)]);
  if (error !== undefined || /@tensorflow|tfjs-core/.test(text)) {
    problems.push(`${entry}: ${error ?? "it pulls in tfjs"}`);
  }
}
for (const problem of problems) console.error(`not browser compatible: ${problem}`);
console.log(`${files.length} files that run in browsers, ${problems.length} problems`);
Deno.exit(problems.length > 0 ? 1 : 0);

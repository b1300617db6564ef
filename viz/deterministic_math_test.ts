import assert from "node:assert/strict";

/**
 * What the language defines to the last bit. Everything else in `Math` may differ from engine to engine, and a figure, or
 * a map that amplifies one last bit, with it.
 */
const EXACT = "abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc|PI|E|LN2|SQRT2";
const FORBIDDEN = new RegExp(
  String.raw`\bMath\b(?!\.(?:${EXACT})\b)|\*\*|\bIntl\b|\b(?:toLocale\w+|localeCompare)\b`,
  "g",
);

/** Blanks comments and strings, so that only code is searched; lines keep their numbers. */
function codeOf(source: string): string {
  const notCode = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
  return source.replace(notCode, (text) => text.replace(/[^\n]/g, " "));
}

/** Every forbidden word of a file as `file:line: word`. */
function findings(file: string, source: string): string[] {
  return codeOf(source).split("\n").flatMap((line, i) =>
    [...line.matchAll(FORBIDDEN)].map(([word]) => `${file}:${i + 1}: ${word}`)
  );
}

function* modules(folder: URL, path: string): Generator<[path: string, source: string]> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* modules(new URL(`${name}/`, folder), `${path}${name}/`);
    else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) {
      yield [`${path}${name}`, Deno.readTextFileSync(new URL(name, folder))];
    }
  }
}

Deno.test("no module of viz/ computes with what differs between engines or locales", () => {
  const sources = [...modules(new URL("./", import.meta.url), "viz/")];
  assert(sources.some(([path]) => path === "viz/figures/axis.ts"));
  assert.deepEqual(sources.flatMap(([path, source]) => findings(path, source)), []);
});

Deno.test("the search finds every way to write a forbidden call", () => {
  const source = [
    "const a = Math.exp(1); // Math.log is only mentioned here",
    "/** 2 ** 3 in a comment */ const b = 2 ** 3;",
    'const { pow } = Math; const c = Math["sin"](1);',
    'const url = "https://example.org/**"; const d = `${Math.hypot(3, 4)}`;',
    "const e = (1).toLocaleString() + Math.sqrt(Math.floor(2));",
  ].join("\n");
  assert.deepEqual(findings("f.ts", source), [
    ...["f.ts:1: Math", "f.ts:2: **", "f.ts:3: Math", "f.ts:3: Math", "f.ts:4: Math"],
    "f.ts:5: toLocaleString",
  ]);
});

import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "../../root.ts";
import { readImports } from "../layers/imports.ts";
import { mutantsOf, mutated } from "./mutants_of.ts";
import { OPERATORS } from "./operators.ts";
import { isSource } from "./sources.ts";

/** The texts of the mutants of a program that one operator makes, or all. */
function texts(text: string, operator?: string): string[] {
  return mutantsOf("file.ts", text)
    .filter((mutant) => operator === undefined || mutant.operator === operator)
    .map((mutant) => mutated(text, mutant));
}

/** A program for each operator, and its mutants. */
const CASES: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
  arithmetic: [["a + b;", "a - b;"], ["a *= b;", "a /= b;"], ["a << b;", "a >> b;"], ["'a' + b;"]],
  boundary: [
    ["a < b;", "a <= b;"],
    ["a >= b;", "a > b;"],
    ["for (; i < list.length;) a;"],
    ["for (; i <= list.length;) a;", "for (; i < list.length;) a;"],
    ["a < b ? a : b;"],
    ["a < b ? b : a;"],
    ["a < b ? a : c;", "a <= b ? a : c;"],
    ["list.sort((a, b) => a < b ? -1 : 1);"],
    ["a < 0 ? -1 : 1;", "a <= 0 ? -1 : 1;"],
    ["a < b ? 0 : 1;", "a <= b ? 0 : 1;"],
    ["if (a > b) b = a;"],
    ["if (a > b) c = a;", "if (a >= b) c = a;"],
    ["if (a > b) b += a;", "if (a >= b) b += a;"],
    ["if (a > b) b = a; else c();", "if (a >= b) b = a; else c();"],
  ],
  comparison: [
    ["a === b;", "a !== b;"],
    ["a < b;", "a >= b;"],
    ["a < b ? a : b;", "a >= b ? a : b;"],
  ],
  logic: [["a && b;", "a || b;"]],
  constant: [
    ["f(3);", "f(4);", "f(2);"],
    ["f(0.5);", "f(0.75);", "f(0.25);"],
    [
      "f(-0);",
      "f(-1);",
      "f(-(-1));",
    ],
    ["f({ 1: a });"],
    ["const { 1: a } = b;"],
  ],
  boolean: [["f(true);", "f(false);"], ["f(false);", "f(true);"]],
  negation: [["f(!a);", "f(a);"], ["if (a) b;", "if (!(a)) b;"], ["a ? b : c;", "!(a) ? b : c;"], [
    "if (a < b) c;",
  ]],
  "removed branch": [["if (a) b;", "if (false) b;"], ["if (a) b; else c;"]],
  "swapped branches": [
    ["a ? b : c;", "a ? c : b;"],
    ["if (a) { b } else { c }", "if (a) { c } else { b }"],
    ["if (a) { b } else if (c) { d }"],
  ],
  "removed statement": [
    ["f(); g();", "; g();", "f(); ;"],
    ["for (;;) continue;", "for (;;) ;"],
    ["switch (a) { case 1: break; }"],
    ["'use strict';"],
  ],
  "removed default": [
    ["a ?? b;", "a;"],
    ["a.get(b ?? '');"],
    ["a[b ?? ''];"],
    ["a.get(b ?? 'c');", "a.get(b);"],
    ["f(b ?? '');", "f(b);"],
    ["a[b ?? 0];", "a[b];"],
  ],
  "other method": [["Math.min(a);", "Math.max(a);"], ["a.toString();"], ["min(a);"]],
  "emptied text": [
    ["a === 'b';", 'a === "";'],
    ["f(['a', '']);", "f([\"\", '']);"],
    ["a.split('b');", 'a.split("");'],
    ["f('a');"],
    ["f(['a sentence']);"],
    ["a === 'windows';"],
  ],
  pattern: [
    ["/^a$/;", "/a$/;", "/^a/;"],
    ["/[,\\r]/;", "/[,]/;"],
    ["/[a]+/i;", "/[a]*/i;", "/[a]+/;"],
  ],
};

Deno.test("each operator makes the mutants of its table", () => {
  assert.deepEqual(Object.keys(CASES), Object.keys(OPERATORS));
  for (const [operator, cases] of Object.entries(CASES)) {
    for (const [text, ...mutants] of cases) {
      assert.deepEqual(texts(text, operator), mutants, `${operator} of ${text}`);
    }
  }
});

Deno.test("a mutant has the line of its change", () => {
  const lines = mutantsOf("a.ts", "f();\n\nif (\n  a) b();").map(({ line }) => line);
  assert.deepEqual(lines, [1, 4, 4, 4]); // the statements, and two changes of the condition
});

Deno.test("types, imports and texts for people have no mutants", () => {
  for (
    const text of [
      "type A = 1 | 2;",
      "interface A { b: 1 }",
      "const a: 1 | 2 = b;",
      "import a from 'b';",
      "export { a } from 'b';",
      "throw new Error(a + b);",
      "throw broken(a + 1);",
      "return new WeftError('file', a + b);",
      "function broken(): WeftError { return make(1); }",
      "notice(a + b);",
      "await onProgress?.(a + b);",
      "onStep(a + b);",
      "stderr.write(a + b);",
      "context.stderr.write(a + b);",
      "const flag = { help: a + b };",
      "const CHUNK_MS = 500;",
      "const { stallTimeout = 15_000 } = options;",
    ]
  ) assert.deepEqual(texts(text), [], text);
  assert.ok(texts("stdout.write(a + b);").length > 0);
});

Deno.test("every mutant of the source is another program that can be parsed", () => {
  const files = readImports(ROOT).map(({ file }) => file).filter(isSource);
  assert.ok(files.length > 100);
  for (const file of files) {
    const text = Deno.readTextFileSync(join(ROOT, file));
    const mutants = mutantsOf(file, text);
    // One of each operator: all of them would take minutes.
    for (const operator of Object.keys(OPERATORS)) {
      const mutant = mutants.find((each) => each.operator === operator);
      if (!mutant) continue;
      const changed = mutated(text, mutant);
      assert.notEqual(changed, text, `${file}:${mutant.line}`);
      const source = ts.createSourceFile(file, changed, ts.ScriptTarget.Latest) as
        & ts.SourceFile
        & { parseDiagnostics: readonly unknown[] };
      assert.deepEqual(source.parseDiagnostics, [], `${file}:${mutant.line} ${operator}`);
    }
  }
});

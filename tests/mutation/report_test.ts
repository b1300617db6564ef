import assert from "node:assert/strict";
import { countVerdicts, diffOf } from "./report.ts";
import type { Tried } from "./try_mutant.ts";

const tried = (verdict: Tried["verdict"], by?: string): Tried => ({
  ...{ file: "cli/csv.ts", line: 1, operator: "logic", text: "||", start: 0, end: 2 },
  ...{ verdict, seconds: 1, ...(by ? { by } : {}) },
});

Deno.test("countVerdicts() counts time limits as noticed, and the folder's own tests", () => {
  const counts = countVerdicts([
    tried("killed", "cli/csv_test.ts"),
    tried("killed", "commands/report/document/table_csv_test.ts"),
    tried("timeout", "cli/csv_test.ts"),
    tried("survived"),
  ]);
  assert.deepEqual(counts, {
    ...{ mutants: 4, killed: 2, timeouts: 1, survived: 1, byFolder: 2, share: 3 / 4 },
  });
});

Deno.test("diffOf() gives the changed lines, each side on one line", () => {
  const text = "first();\n  if (a) {\n    b();\n  }\nlast();";
  const at = (part: string, changed: string) => ({
    ...{ start: text.indexOf(part), end: text.indexOf(part) + part.length, text: changed },
  });
  assert.deepEqual(diffOf(text, at("a", "!a")), { before: "if (a) {", after: "if (!a) {" });
  assert.deepEqual(diffOf(text, at("{\n    b();\n  }", ";")), {
    before: "if (a) { b(); }",
    after: "if (a) ;",
  });
  assert.deepEqual(diffOf(text, at("last();", ";")), { before: "last();", after: ";" });
  assert.deepEqual(diffOf(text, at("first();", ";")), { before: "first();", after: ";" });
});

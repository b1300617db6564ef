import assert from "node:assert/strict";
import { countVerdicts, diffOf, lineOf, summaryOf } from "./report.ts";
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

Deno.test("a mutant is a line, with a diff when it survived", () => {
  const diff = { before: "a && b", after: "a || b" };
  assert.equal(
    lineOf({ ...tried("killed", "cli/csv_test.ts"), ...diff }, 7, 60),
    " 7/60 killed   cli/csv.ts:1 (logic; cli/csv_test.ts, 1.0 s)\n",
  );
  assert.equal(
    lineOf({ ...tried("survived"), ...diff }, 12, 60),
    "12/60 survived cli/csv.ts:1 (logic; 1.0 s)\n  - a && b\n  + a || b\n",
  );
});

Deno.test("the summary has the share that was noticed", () => {
  const counts = countVerdicts([tried("killed", "cli/csv_test.ts"), tried("survived")]);
  assert.equal(
    summaryOf(counts),
    "2 mutants: 1 killed, 0 timed out, 1 survived; 50.0 % noticed, " +
      "1 by the tests of their folder\n",
  );
});

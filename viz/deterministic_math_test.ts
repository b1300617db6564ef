import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import plugin from "./deterministic_math.ts";

/** Returns the text of each problem that the rule finds in a file. */
function findings(source: string, file = "figures/axis.ts"): string[] {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return Deno.lint.runPlugin(plugin, path, source).map(({ id, range, hint }) => {
    assert.equal(id, "weft/deterministic-math");
    assert(hint);
    return source.slice(...range);
  });
}

Deno.test("the rule finds every way to write an inexact call", () => {
  assert.deepEqual(findings("const a = Math.exp(1); // Math.log is only mentioned here"), [
    "Math.exp",
  ]);
  assert.deepEqual(findings("/** 2 ** 3 in a comment */ const b = 2 ** 3;"), ["2 ** 3"]);
  assert.deepEqual(findings("let b = 2; b **= 3;"), ["b **= 3"]);
  assert.deepEqual(findings('const c = Math["sin"](1);'), ['Math["sin"]']);
  assert.deepEqual(findings("const { pow } = Math;"), ["Math"]);
  assert.deepEqual(findings("const m = Math; [1].map(Math.cos);"), ["Math", "Math.cos"]);
  assert.deepEqual(findings("const d = `${Math.hypot(3, 4)}`;"), ["Math.hypot"]);
  assert.deepEqual(findings("const e = globalThis.Math.tan(1);"), ["globalThis.Math"]);
  assert.deepEqual(findings("const f = (1).toLocaleString();"), ["toLocaleString"]);
  assert.deepEqual(findings('["a"].sort(new Intl.Collator().compare);'), ["Intl"]);
});

Deno.test("exact functions are allowed", () => {
  assert.deepEqual(
    findings('const a = Math.sqrt(Math.floor(2)) * Math.PI; const b = "https://e.org/**";'),
    [],
  );
});

Deno.test("the rule checks the modules of viz/, but not their tests or other rooms", () => {
  const source = "const a = Math.exp(1);";
  assert.equal(findings(source, "tsne/tsne.ts").length, 1);
  assert.equal(findings(source, "tsne/tsne_test.ts").length, 0);
  assert.equal(findings(source, "testing/jacobi.ts").length, 0);
  assert.equal(findings(source, "../train/viz/schedule.ts").length, 0);
});

Deno.test("deno.json turns the rule on", async () => {
  const { lint } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  assert.ok(lint.plugins.includes("./viz/deterministic_math.ts"));
});

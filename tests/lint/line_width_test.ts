/// <reference lib="deno.unstable" />
import assert from "node:assert/strict";
import plugin, { wideComments } from "./line_width.ts";

const wide = "word ".repeat(25);

Deno.test("line-width reports comments wider than 100 columns, and neither code nor examples", () => {
  const text = [
    `/** ${wide} */`,
    "/**",
    ` * ${wide}`,
    " * ```ts",
    ` * ${wide}`,
    " * ```",
    " */",
    `  // ${wide}`,
    `const text = "${wide}";`,
    `// see https://example.com/${wide}`,
    "// short",
  ].join("\n");
  const lines = wideComments(text).map(([start]) => text.slice(0, start).split("\n").length);
  assert.deepEqual(lines, [1, 3, 8]);
});

Deno.test("line-width is a rule that deno lint runs", () => {
  const [found] = Deno.lint.runPlugin(plugin, "file.ts", `// ${wide}\nexport const a = 1;\n`);
  assert.match(found!.message, /wider than 100 columns/);
});

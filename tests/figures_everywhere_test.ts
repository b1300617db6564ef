import assert from "node:assert/strict";
import { join } from "node:path";
import { BROWSERS, openPage } from "../runtime/hosts/browsers.ts";
import { bundleForBrowsers } from "../runtime/hosts/bundle.ts";
import { runInNode } from "../runtime/hosts/node.ts";
import { needs } from "./needs.ts";
import { ROOT } from "../root.ts";

const SECONDS = 120;

/** Asserts that figures have the bytes that were committed. */
async function assertCommitted(figures: Record<string, string>): Promise<void> {
  assert(Object.keys(figures).length >= 9);
  for (const [name, svg] of Object.entries(figures)) {
    const file = await Deno.readTextFile(join(ROOT, `viz/figures/testdata/${name}.svg`));
    assert.equal(svg, file.slice(file.indexOf("<svg")), name);
  }
}

Deno.test("figures of a minified bundle have the committed bytes in other hosts", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const file = await bundleForBrowsers("tests/figures_entry.ts", folder);
    await t.step({
      name: "Node",
      ...needs("Node"),
      fn: async () => {
        const script = "import(process.argv[1]).then(({ drawFigures }) => " +
          "console.log(JSON.stringify(drawFigures())))";
        await assertCommitted(await runInNode(script, file) as Record<string, string>);
      },
    });
    const page = {
      script: 'import { drawFigures } from "./figures.js"; report(drawFigures());',
      files: { "figures.js": await Deno.readTextFile(file) },
    };
    for (const name of ["Chromium", "Firefox"] as const) {
      await t.step({
        name,
        ...needs(name),
        fn: async () => {
          const figures = await openPage(BROWSERS[name]!, page, SECONDS);
          await assertCommitted(figures as Record<string, string>);
        },
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

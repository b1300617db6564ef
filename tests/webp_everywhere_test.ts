import assert from "node:assert/strict";
import { join } from "node:path";
import { decodeWebp } from "../infer/pictures/webp/decode_webp.ts";
import { BROWSERS, openPage } from "../runtime/hosts/browsers.ts";
import { bundleForBrowsers } from "../runtime/hosts/bundle.ts";
import { runInNode } from "../runtime/hosts/node.ts";
import { ROOT } from "../root.ts";
import { needs } from "./needs.ts";

const SECONDS = 120;

/** A policy of a page that compiles no JavaScript at run time. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

Deno.test("a WebP has the same pixels in other hosts, also under a strict policy of a page", async (t) => {
  const folder = await Deno.makeTempDir();
  const file = await Deno.readFile(join(ROOT, "infer/pictures/testdata/alpha.webp"));
  const expected = [...(await decodeWebp(file)).pixels.data];
  const decode = `async ({ decodeWebp }) => [...(await decodeWebp(
    Uint8Array.from(${JSON.stringify([...file])})
  )).pixels.data]`;
  try {
    const bundle = await bundleForBrowsers("infer/pictures/webp/decode_webp.ts", folder);
    await t.step({
      name: "Node",
      ...needs("Node"),
      fn: async () => {
        const print = "(pixels) => console.log(JSON.stringify(pixels))";
        const script = `import(process.argv[1]).then(${decode}).then(${print})`;
        assert.deepEqual(await runInNode(script, bundle), expected);
      },
    });
    const page = {
      script: `import * as module from "./decode_webp.js"; report(await (${decode})(module));`,
      files: { "decode_webp.js": await Deno.readTextFile(bundle) },
      policy: POLICY,
    };
    for (const name of ["Chromium", "Firefox"] as const) {
      await t.step({
        name,
        ...needs(name),
        fn: async () => assert.deepEqual(await openPage(BROWSERS[name]!, page, SECONDS), expected),
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

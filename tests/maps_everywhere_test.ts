import assert from "node:assert/strict";
import { BROWSERS, openPage } from "../runtime/hosts/browsers.ts";
import { bundleForBrowsers } from "../runtime/hosts/bundle.ts";
import { runInNode } from "../runtime/hosts/node.ts";
import { skipEngine } from "./skip_engine.ts";
import { makeMaps, type Outcome } from "./maps_entry.ts";
import committed from "./maps_hashes.json" with { type: "json" };

/**
 * What a page may do that allows nothing but its own script and WebAssembly: no workers from
 * strings.
 */
const STRICT = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'";
/** Long enough for a machine that has much else to do; a quiet one takes 2. */
const SECONDS = 120;

Deno.test("maps have the committed hashes in Deno, with and without workers", async () => {
  for (const workers of [0, 2, undefined]) {
    const { hashes, notices } = await makeMaps(workers);
    assert.deepEqual(hashes, committed);
    assert.deepEqual(notices, []);
  }
});

Deno.test("maps have the committed hashes in other engines, out of a minified bundle", async (t) => {
  const folder = await Deno.makeTempDir();
  const file = await bundleForBrowsers("tests/maps_entry.ts", folder);
  const code = await Deno.readTextFile(file);
  const page = {
    script: 'import { makeMaps } from "./maps.js"; report(await makeMaps());',
    files: { "maps.js": code },
  };

  await t.step("Node", async () => {
    const script =
      `import(process.argv[1]).then(async ({ makeMaps }) => console.log(JSON.stringify(await makeMaps())))`;
    const found = await runInNode(script, file) as Outcome | undefined;
    if (found === undefined) return skipEngine("Node");
    const { hashes, notices } = found;
    assert.deepEqual(hashes, committed);
    assert.match(notices[0]!, /in one thread: this runtime has no workers/);
  });

  for (const [name, browser] of Object.entries(BROWSERS)) {
    await t.step(name, async () => {
      const found = await openPage(browser, page, SECONDS) as Outcome | undefined;
      if (found === undefined) return skipEngine(name);
      assert.deepEqual(found.hashes, committed);
      assert.deepEqual(found.notices, []);
    });
    await t.step(`${name}, on a page that forbids workers from strings`, async () => {
      const found = await openPage(browser, { ...page, policy: STRICT }, SECONDS) as
        | Outcome
        | undefined;
      if (found === undefined) return skipEngine(name);
      assert.deepEqual(found.hashes, committed);
      assert.match(found.notices[0]!, /in one thread: workers do not start here/);
    });
  }
  await Deno.remove(folder, { recursive: true });
});

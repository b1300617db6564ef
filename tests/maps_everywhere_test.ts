import assert from "node:assert/strict";
import { BROWSERS, openPage } from "../runtime/hosts/browsers.ts";
import { bundleForBrowsers } from "../runtime/hosts/bundle.ts";
import { runInNode } from "../runtime/hosts/node.ts";
import { needs } from "./needs.ts";
import type { MapHashes } from "./maps_entry.ts";
import committed from "./maps_hashes.json" with { type: "json" };

/** A policy that allows a page only its own script and WebAssembly, and no workers from strings. */
const STRICT = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'";
/** Seconds for a page on a busy machine; a quiet one takes 2. */
const SECONDS = 120;

Deno.test("maps have the committed hashes in other hosts, in a minified bundle", async (t) => {
  const folder = await Deno.makeTempDir();
  const file = await bundleForBrowsers("tests/maps_entry.ts", folder);
  const code = await Deno.readTextFile(file);
  const page = {
    script: 'import { hashMaps } from "./maps.js"; report(await hashMaps());',
    files: { "maps.js": code },
  };

  await t.step({
    name: "Node",
    ...needs("Node"),
    fn: async () => {
      const script = "import(process.argv[1]).then(async ({ hashMaps }) => " +
        "console.log(JSON.stringify(await hashMaps())))";
      const { hashes, notices } = await runInNode(script, file) as MapHashes;
      assert.deepEqual(hashes, committed);
      assert.match(notices[0]!, /in one thread: this host has no workers/);
    },
  });

  for (const name of ["Chromium", "Firefox"] as const) {
    const open = async (policy?: string) =>
      await openPage(BROWSERS[name]!, { ...page, ...policy && { policy } }, SECONDS) as MapHashes;
    await t.step({
      name,
      ...needs(name),
      fn: async () => assert.deepEqual(await open(), { hashes: committed, notices: [] }),
    });
    await t.step({
      name: `${name}, on a page that forbids workers from strings`,
      ...needs(name),
      fn: async () => {
        const { hashes, notices } = await open(STRICT);
        assert.deepEqual(hashes, committed);
        assert.match(notices[0]!, /in one thread: workers do not start here/);
      },
    });
  }
  await Deno.remove(folder, { recursive: true });
});

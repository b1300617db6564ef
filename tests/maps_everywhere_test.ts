import assert from "node:assert/strict";
import { join } from "node:path";
import { BROWSERS, openPage } from "./browsers.ts";
import { ROOT, say } from "./command.ts";
import { makeMaps, type Outcome } from "./maps_entry.ts";
import committed from "./maps_hashes.json" with { type: "json" };

/** What a page may do that allows nothing but its own script and WebAssembly: no workers from strings. */
const STRICT = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'";
/** Long enough for a machine that has much else to do; a quiet one takes 2. */
const SECONDS = 120;

/** maps_entry.ts and all that it needs, as one module for browsers. */
async function bundle(folder: string): Promise<string> {
  const file = join(folder, "maps_entry.mjs");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--platform",
      "browser",
      "--minify",
      "--output",
      file,
      join(ROOT, "tests/maps_entry.ts"),
    ],
    cwd: ROOT,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return file;
}

/** Says that an engine is not here; in CI these two have to be. */
function skip(engine: string): void {
  if (Deno.env.get("CI") === "true" && /^(Node|Chromium)/.test(engine)) {
    throw new Error(`${engine} is not installed`);
  }
  say(`skipped, ${engine} is not installed`);
}

Deno.test("maps have the committed hashes in Deno, with and without workers", async () => {
  for (const workers of [0, 2]) {
    const { hashes, notices } = await makeMaps(workers);
    assert.deepEqual(hashes, committed);
    assert.deepEqual(notices, []);
  }
});

Deno.test("maps have the committed hashes in other engines, out of a minified bundle", async (t) => {
  const folder = await Deno.makeTempDir();
  const file = await bundle(folder);
  const code = await Deno.readTextFile(file);
  const page = {
    script: 'import { makeMaps } from "./maps.js"; report(await makeMaps(2));',
    files: { "maps.js": code },
  };

  await t.step("Node", async () => {
    const script =
      `import(process.argv[1]).then(async ({ makeMaps }) => console.log(JSON.stringify(await makeMaps(2))))`;
    const node = new Deno.Command("node", { args: ["-e", script, file], stderr: "inherit" });
    const { stdout } = await node.output().catch((error) => {
      if (error instanceof Deno.errors.NotFound) return { stdout: undefined };
      throw error;
    });
    if (stdout === undefined) return skip("Node");
    const { hashes, notices }: Outcome = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual(hashes, committed);
    assert.match(notices[0]!, /in one thread: this runtime has no workers/);
  });

  for (const [name, browser] of Object.entries(BROWSERS)) {
    await t.step(name, async () => {
      const found = await openPage(browser, page, SECONDS) as Outcome | undefined;
      if (found === undefined) return skip(name);
      assert.deepEqual(found.hashes, committed);
      assert.deepEqual(found.notices, []);
    });
    await t.step(`${name}, on a page that forbids workers from strings`, async () => {
      const found = await openPage(browser, { ...page, policy: STRICT }, SECONDS) as
        | Outcome
        | undefined;
      if (found === undefined) return skip(name);
      assert.deepEqual(found.hashes, committed);
      assert.match(found.notices[0]!, /in one thread: workers do not start here/);
    });
  }
  await Deno.remove(folder, { recursive: true });
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT, say } from "./command.ts";

/** Programs that run JavaScript, how they are called, and what they are given. */
const RUNTIMES: Readonly<
  Record<string, { names: string[]; args: (folder: string) => string[] }>
> = {
  Node: { names: ["node"], args: (folder) => [join(folder, "figures_entry.mjs")] },
  Chromium: {
    names: ["chromium", "chromium-browser", "google-chrome"],
    args: (folder) => [
      ...["--headless", "--disable-gpu", "--no-sandbox", `--user-data-dir=${folder}/profile`],
      ...["--virtual-time-budget=20000", "--dump-dom", `file://${folder}/page.html`],
    ],
  },
};

/** Runs the first of the programs that is installed; its output, or `undefined` where none is. */
async function outputOf(names: readonly string[], args: string[]): Promise<string | undefined> {
  for (const name of names) {
    try {
      const { stdout } = await new Deno.Command(name, { args, stderr: "null" }).output();
      return new TextDecoder().decode(stdout);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}

Deno.test("figures are the same bytes as the committed ones in Node and in Chromium", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const bundle = join(folder, "figures_entry.mjs");
    const args = ["bundle", "--quiet", "--platform", "browser", "--output", bundle];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args, join(ROOT, "tests/figures_entry.ts")],
      cwd: ROOT,
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const script = (await Deno.readTextFile(bundle)).replaceAll("</script", "<\\/script");
    const page =
      `<!doctype html><meta charset="utf-8"><body><script type="module">${script}</script>`;
    await Deno.writeTextFile(join(folder, "page.html"), page);
    for (const [runtime, { names, args }] of Object.entries(RUNTIMES)) {
      await t.step(runtime, async () => {
        const output = await outputOf(names, args(folder));
        if (output === undefined) return say(`skipped, ${runtime} is not installed`);
        const [text = ""] = /[A-Za-z0-9+/=]{1000,}/.exec(output) ?? [];
        const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        const figures = Object.entries(JSON.parse(new TextDecoder().decode(bytes)));
        assert(figures.length >= 9);
        for (const [name, svg] of figures) {
          const path = join(ROOT, `viz/figures/testdata/${name}.svg`);
          const [, committed] = (await Deno.readTextFile(path)).split("ignore-file -->\n");
          assert.equal(svg, committed, `${runtime}: ${name}`);
        }
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../../root.ts";
import { needs } from "../needs.ts";
import { packPackage } from "../npm_package/project.ts";
import { CASES } from "./cases.ts";
import { runCase } from "./run_case.ts";

Deno.test({
  name: "the npm package works in projects of tools that install quickly",
  ...needs("Node", "npm"),
  fn: async (t) => {
    const folder = await Deno.makeTempDir();
    try {
      const tarball = await packPackage(folder);
      for (const [name, entry] of Object.entries(CASES)) {
        if (entry.fast) await t.step(name, () => runCase(entry, tarball));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("docs/install.md names each case with its tool and version", async () => {
  const rows = (await Deno.readTextFile(join(ROOT, "docs/install.md"))).split("\n");
  for (const [name, { tool, packages: [first = ""] = [] }] of Object.entries(CASES)) {
    const version = first.slice(first.lastIndexOf("@") + 1);
    const row = rows.find((line) => line.includes(`\`${name}\``));
    assert.ok(row?.includes(tool) && row.includes(version), `${name}: ${tool} ${version}`);
  }
});

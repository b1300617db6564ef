import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../../root.ts";
import { copyTree } from "./tree.ts";

Deno.test("copyTree() copies the files of the repository, apart from what git ignores", async () => {
  const tree = await copyTree();
  try {
    const read = (folder: string) => Deno.readTextFile(join(folder, "tests/mutation/tree.ts"));
    assert.equal(await read(tree.folder), await read(ROOT));
    const names = [...Deno.readDirSync(tree.folder)].map(({ name }) => name);
    assert.ok(names.includes("deno.json") && !names.includes(".git"), names.join());
    const ts = "node_modules/typescript/package.json";
    assert.deepEqual(
      await Deno.realPath(join(tree.folder, ts)),
      (await Deno.realPath(join(ROOT, ts))).replace(ROOT, join(tree.folder, "/")),
    );
    await Deno.writeTextFile(join(tree.folder, "tests/mutation/tree.ts"), "changed");
    assert.notEqual(await read(ROOT), "changed");
  } finally {
    await tree.close();
  }
  await assert.rejects(Deno.stat(tree.folder), Deno.errors.NotFound);
  assert.ok((await Deno.stat(join(ROOT, "node_modules/typescript/package.json"))).isFile);
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { modelTitle } from "./model_title.ts";

Deno.test("modelTitle() prefers the title of the zoo or run to metadata and name", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const found = { name: "a-run", folder };
    assert.equal(await modelTitle(found, {}), "a-run");
    assert.equal(await modelTitle(found, { model: "lenet" }), "lenet");
    for (
      const [summary, title] of [
        ['{"title":"LeNet"}', "LeNet"],
        ['{"title":7}', "lenet"],
        ["{", "lenet"],
        ["null", "lenet"],
      ] as const
    ) {
      await Deno.writeTextFile(join(folder, "summary.json"), summary);
      assert.equal(await modelTitle(found, { model: "lenet" }), title);
    }
    assert.equal(await modelTitle({ ...found, title: "of the zoo" }, {}), "of the zoo");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

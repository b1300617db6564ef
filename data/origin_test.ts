import assert from "node:assert/strict";
import { join } from "node:path";
import { dataFlagToRepeat } from "./origin.ts";

Deno.test("dataFlagToRepeat() takes the folder that auto found, while it is there", async () => {
  const folder = await Deno.makeTempDir();
  const found = { data: "auto", source: folder, synthetic: false };
  assert.equal(await dataFlagToRepeat(found), folder);
  assert.equal(await dataFlagToRepeat({ ...found, source: join(folder, "gone") }), "auto");
  await Deno.remove(folder);
});

Deno.test("dataFlagToRepeat() keeps a named folder, and the synthetic set", async () => {
  const named = { data: "my/data", source: "my/data", synthetic: false };
  assert.equal(await dataFlagToRepeat(named), "my/data");
  const drawn = { data: "auto", source: "drawn by code, seed 1", synthetic: true };
  assert.equal(await dataFlagToRepeat(drawn), "synthetic");
});

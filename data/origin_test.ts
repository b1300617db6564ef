import assert from "node:assert/strict";
import { join } from "node:path";
import { dataAgain } from "./origin.ts";

Deno.test("dataAgain() takes the folder that auto found, while it is there", async () => {
  const folder = await Deno.makeTempDir();
  const found = { data: "auto", source: folder, synthetic: false };
  assert.equal(await dataAgain(found), folder);
  assert.equal(await dataAgain({ ...found, source: join(folder, "gone") }), "auto");
  await Deno.remove(folder);
});

Deno.test("dataAgain() keeps a folder that was named, and draws the synthetic set again", async () => {
  const named = { data: "my/data", source: "my/data", synthetic: false };
  assert.equal(await dataAgain(named), "my/data");
  const drawn = { data: "auto", source: "drawn by code, seed 1", synthetic: true };
  assert.equal(await dataAgain(drawn), "synthetic");
});

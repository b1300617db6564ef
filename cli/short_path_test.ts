import assert from "node:assert/strict";
import { join } from "node:path";
import { shortPath } from "./short_path.ts";

Deno.test("shortPath() is relative below the current folder, and else the path itself", () => {
  const here = Deno.cwd();
  assert.equal(shortPath(join(here, "runs", "a")), join("runs", "a"));
  assert.equal(shortPath(join(here, "..", "beside")), join(here, "..", "beside"));
  assert.equal(shortPath("runs"), "runs");
});

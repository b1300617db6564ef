import assert from "node:assert/strict";
import { basename, delimiter, dirname } from "node:path";
import { findProgram } from "./find_program.ts";

Deno.test("findProgram() returns the first name that is a file in a folder of the PATH", () => {
  const deno = Deno.execPath();
  const name = basename(deno).replace(/\.exe$/, "");
  const path = ["no-such-folder", dirname(deno)].join(delimiter);
  assert.equal(findProgram(["no-such-program", name], path), deno);
  assert.equal(findProgram(["no-such-program"], path), undefined);
  assert.equal(findProgram([""], path), undefined);
});

import assert from "node:assert/strict";
import { runProgram } from "./run_program.ts";

Deno.test("runProgram() returns the output, or undefined where the program fails", async () => {
  const deno = Deno.execPath();
  assert.match((await runProgram(deno, ["--version"]))!, /^deno \d/);
  assert.equal(await runProgram(deno, ["no-such-command-of-deno"]), undefined);
  assert.equal(await runProgram("no-such-program", []), undefined);
});

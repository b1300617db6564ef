import assert from "node:assert/strict";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { mutate } from "./main.ts";
import { SPEC } from "./spec.ts";

Deno.test("deno task mutate --json prints a line for each mutant, and the counts as JSON", async () => {
  const args = ["--only", "cli/suggest.ts", "--mutants", "1", "--json"];
  const { code, stdout, stderr } = await runRecorded(SPEC, mutate, args);
  assert.match(stderr, /^1\/1 (killed|survived|timeout) +cli\/suggest\.ts:\d+ \(.*\)\n/);
  const { tried, ...result } = JSON.parse(stdout);
  const { mutants, killed, timeouts, survived, share, failing, seed, only } = result;
  assert.deepEqual([seed, only, failing], [1, "cli/suggest.ts", []]);
  assert.deepEqual([mutants, tried.length, killed + timeouts + survived], [1, 1, 1]);
  assert.equal(tried[0].file, "cli/suggest.ts");
  assert.notEqual(tried[0].before, tried[0].after);
  assert.equal(code, share < 0.9 ? 1 : 0);
});

Deno.test("deno task mutate refuses a folder without sources", async () => {
  const { code, stderr } = await runRecorded(SPEC, mutate, ["--only", "tests/"]);
  assert.equal(code, 2);
  assert.match(stderr, /--only to name a source folder, got tests\//);
});

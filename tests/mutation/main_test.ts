import assert from "node:assert/strict";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { mutate } from "./main.ts";
import { SPEC } from "./spec.ts";

Deno.test("deno task mutate prints a line for each mutant and counts them", async () => {
  const args = ["--only", "cli/suggest.ts", "--mutants", "1", "--seed", "1"];
  const { stdout, stderr } = await runRecorded(SPEC, mutate, args);
  assert.match(stdout, /^1\/1 (killed|survived|timeout) +cli\/suggest\.ts:\d+ \(.*\)\n/, stderr);
  assert.match(stdout, /\n1 mutants: \d killed, \d timed out, \d survived; .* % noticed, .*\n$/);
  const json = await runRecorded(SPEC, mutate, [...args, "--json"]);
  const result = JSON.parse(json.stdout);
  assert.equal(result.mutants, 1);
  assert.equal(result.tried.length, 1);
  assert.equal(result.killed + result.timeouts + result.survived, 1);
  for (const { file, before, after } of result.tried) {
    assert.equal(file, "cli/suggest.ts");
    assert.notEqual(before, after);
  }
  assert.equal(json.code, result.share < 0.9 ? 1 : 0);
});

Deno.test("deno task mutate refuses a folder without sources", async () => {
  const { code, stderr } = await runRecorded(SPEC, mutate, ["--only", "tests/"]);
  assert.equal(code, 2);
  assert.match(stderr, /--only to name a source folder, got tests\//);
});

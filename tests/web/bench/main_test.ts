import assert from "node:assert/strict";
import { ROOT } from "../../../root.ts";

/** Runs the bench with one flag that keeps it from measuring. */
async function run(flag: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-P=test", "--no-check", `${ROOT}tests/web/bench/main.ts`, flag],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("bench:page has --help and refuses an unknown flag in one line", async () => {
  const help = await run("--help");
  assert.equal(help.code, 0, help.stderr);
  assert.match(help.stdout, /^Usage: deno task bench:page /);
  const refused = await run("--bogus");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^error: Unknown flag --bogus\. .*--help\.\n$/);
});

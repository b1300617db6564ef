import assert from "node:assert/strict";
import { ROOT } from "../root.ts";

const SCRIPTS = {
  "bench": "main",
  "bench:accuracy": "accuracy",
  "bench:nodes": "nodes",
  "bench:gradients": "gradients",
  "bench:target": "target_step",
  "bench:export": "export",
  "bench:strided-pooling": "strided_pooling",
};

/** Runs a benchmark with one flag that keeps it from measuring. */
async function run(script: string, flag: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-P=bench", "--no-check", `${ROOT}bench/${script}.ts`, flag],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

for (const [task, script] of Object.entries(SCRIPTS)) {
  Deno.test(`${task} has --help and refuses an unknown flag in one line`, async () => {
    const help = await run(script, "--help");
    assert.equal(help.code, 0, help.stderr);
    assert.match(help.stdout, new RegExp(`^Usage: deno task ${task} `));
    const refused = await run(script, "--bogus");
    assert.equal(refused.code, 2);
    assert.equal(refused.stdout, "");
    assert.match(refused.stderr, /^error: Unknown flag --bogus\. .*--help\.\n$/);
  });
}

import assert from "node:assert/strict";
import { succeed } from "./command.ts";

Deno.test("every command has --help with its flags and examples", async () => {
  for (const task of ["train", "infer", "viz"] as const) {
    const { stdout, stderr } = await succeed(task, ["--help"]);
    assert.match(stdout, new RegExp(`^Usage: deno task ${task} `));
    assert.match(stdout, /--backend auto\|cpu\|cuda\|webgpu\|wasm/);
    assert.match(stdout, new RegExp(`\\nExamples:\\n {2}deno task ${task}`));
    assert.equal(stderr, "");
  }
});

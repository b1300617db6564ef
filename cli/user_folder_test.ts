import assert from "node:assert/strict";
import { join } from "node:path";
import project from "../deno.json" with { type: "json" };
import { ROOT } from "../root.ts";

/** Runs `deno task inspect` as a user in a folder would, and returns its output. */
async function inspectFrom(cwd: string, file: string): Promise<string> {
  const words = project.tasks.inspect.command.split(" ").slice(1);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...words, file],
    cwd: ROOT, // as deno task does
    env: { INIT_CWD: cwd, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  return text.decode(stdout) + text.decode(stderr);
}

Deno.test("a relative path begins in the folder where the user stands", async () => {
  const zoo = join(ROOT, "models", "zoo");
  assert.match(await inspectFrom(zoo, "lenet/model.onnx"), /^ *inputs +image float32/m);
  assert.match(await inspectFrom(zoo, join(zoo, "lenet", "model.onnx")), /^ *inputs +image/m);
  assert.match(await inspectFrom(ROOT, "models/zoo/lenet/model.onnx"), /^ *inputs +image/m);
  assert.match(await inspectFrom(zoo, "models/zoo/lenet/model.onnx"), /no such file/);
});

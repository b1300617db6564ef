import assert from "node:assert/strict";
import { join } from "node:path";
import { librarySearch } from "./cuda/library_search.ts";
import { WeftError } from "../error.ts";
import { type Task, taskPermissions } from "../tests/command.ts";
import { allowTf32 } from "./tf32.ts";
import { ROOT } from "../root.ts";

/**
 * What C's getenv says of TF32 in a process with a task's permissions, before and after ONNX
 * Runtime is loaded for CUDA.
 */
async function heard(task: Task, args: string[], env: Record<string, string>): Promise<string> {
  const libc = (await (await librarySearch()).find("libc.so.6"))!;
  const permissions = taskPermissions(task).map((word) =>
    word.startsWith("--allow-ffi=") ? "--allow-ffi" : word // the test asks C
  );
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...permissions,
      "--no-prompt",
      join(ROOT, "runtime/testing/print_tf32.ts"),
      libc,
      ...args,
    ],
    env,
  }).output();
  const text = new TextDecoder();
  return text.decode(stdout) || text.decode(stderr);
}

const ignore = Deno.build.os !== "linux";

for (const task of ["train", "infer", "viz", "report", "doctor"] as const) {
  Deno.test({
    name: `deno task ${task} forbids TF32 before NVIDIA's libraries can ask for it`,
    ignore,
    fn: async () => assert.equal(await heard(task, [], {}), "unset then 0"),
  });
}

Deno.test({
  name: "--tf32 and the user's own environment allow TF32",
  ignore,
  fn: async () => {
    assert.equal(await heard("infer", ["--tf32"], {}), "unset then 1");
    assert.equal(await heard("infer", ["--tf32"], { NVIDIA_TF32_OVERRIDE: "0" }), "0 then 1");
    assert.equal(await heard("infer", [], { NVIDIA_TF32_OVERRIDE: "1" }), "1 then 1");
  },
});

Deno.test("allowTf32() refuses a backend that has no TF32, and does nothing where it is not asked for", () => {
  assert.throws(
    () => allowTf32({ tf32: true, backend: "webgpu" }),
    (error) => error instanceof WeftError && /--tf32 does not go with/.test(error.message),
  );
  allowTf32({ tf32: false, backend: "webgpu" });
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { librarySearch } from "./cuda/library_search.ts";
import { WeftError } from "../error.ts";
import { type CommandName, commandPermissions } from "../tests/command.ts";
import { needs } from "../tests/needs.ts";
import { allowTf32 } from "./tf32.ts";
import { ROOT } from "../root.ts";

/**
 * Runs C's getenv of the TF32 variable in a process with a command's permissions, before and after
 * ONNX Runtime is loaded for CUDA.
 */
async function getenvOf(
  command: CommandName,
  args: string[],
  env: Record<string, string>,
): Promise<string> {
  const libc = (await (await librarySearch()).find("libc.so.6"))!;
  const permissions = [...commandPermissions(command), "--allow-ffi"]; // to call C's getenv
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

for (const command of ["train", "infer", "viz", "report", "doctor"] as const) {
  Deno.test({
    name: `deno task ${command} forbids TF32 before NVIDIA's libraries are loaded`,
    ...needs("Linux"),
    fn: async () => assert.equal(await getenvOf(command, [], {}), "unset then 0"),
  });
}

Deno.test({
  name: "--tf32 and the user's own environment allow TF32",
  ...needs("Linux"),
  fn: async () => {
    assert.equal(await getenvOf("infer", ["--tf32"], {}), "unset then 1");
    assert.equal(await getenvOf("infer", ["--tf32"], { NVIDIA_TF32_OVERRIDE: "0" }), "0 then 1");
    assert.equal(await getenvOf("infer", [], { NVIDIA_TF32_OVERRIDE: "1" }), "1 then 1");
  },
});

Deno.test("allowTf32() refuses a backend that has no TF32, and does nothing where it is not asked for", () => {
  assert.throws(
    () => allowTf32({ tf32: true, backend: "webgpu" }),
    (error) => error instanceof WeftError && /--tf32 does not go with/.test(error.message),
  );
  allowTf32({ tf32: false, backend: "webgpu" });
});

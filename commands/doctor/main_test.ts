import assert from "node:assert/strict";
import { join } from "node:path";
import { run } from "../../tests/command.ts";
import { needs } from "../../tests/needs.ts";

Deno.test("deno task doctor prints text and JSON with the permissions of its task", async () => {
  const text = await run("doctor", []);
  assert.equal(text.code, 0, text.stderr);
  assert.match(text.stdout, /^ {2}cpu {6}works/m);
  assert.match(text.stdout, /^ {2}wasm {5}works/m);
  const json = await run("doctor", ["--json"]);
  const { runtimes, processor, versions } = JSON.parse(json.stdout);
  assert.deepEqual(
    runtimes.map(({ backend }: { backend: string }) => backend),
    ["cpu", "cuda", "webgpu", "wasm"],
  );
  assert.equal(runtimes.filter(({ chosen }: { chosen: boolean }) => chosen).length, 1);
  assert.ok(processor.logical >= 1);
  assert.match(versions["onnxruntime-node"], /^\d+\.\d+\.\d+$/);
});

/** A script with the output of nvidia-smi of driver 550. */
const NVIDIA_SMI = `#!/bin/sh
case "$1" in
  --query-gpu*) echo "NVIDIA H100 80GB HBM3, 550.54.15, 81559" ;;
  *) echo "| NVIDIA-SMI 550.54.15   Driver Version: 550.54.15   CUDA Version: 12.4     |" ;;
esac
`;

Deno.test({
  name: "deno task doctor may run nvidia-smi, also where LD_LIBRARY_PATH is set",
  ...needs("Unix"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(join(folder, "nvidia-smi"), NVIDIA_SMI, { mode: 0o755 });
      const env = { PATH: `${folder}:${Deno.env.get("PATH")}`, LD_LIBRARY_PATH: folder };
      const { stdout, stderr } = await run("doctor", [], { env });
      assert.match(stdout, /NVIDIA H100 80GB HBM3, 79\.6 GiB, driver 550\.54\.15/, stderr);
      if (Deno.build.os === "linux") assert.match(stdout, /550\.54\.15, up to CUDA 12\.4/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

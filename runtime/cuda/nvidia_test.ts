import assert from "node:assert/strict";
import { readNvidia } from "./nvidia.ts";

Deno.test("readNvidia() reads every GPU and the newest CUDA of the driver", async () => {
  const run = (_: string, args: readonly string[]) =>
    Promise.resolve(
      args.length > 0
        ? "NVIDIA H100 80GB HBM3, 550.54.15, 81559\nNVIDIA T4, 550.54.15, 15360\n"
        : "| NVIDIA-SMI 550.54.15   Driver Version: 550.54.15   CUDA Version: 12.4     |",
    );
  const { gpus, cuda } = (await readNvidia(run))!;
  assert.deepEqual(gpus.map(({ name }) => name), ["NVIDIA H100 80GB HBM3", "NVIDIA T4"]);
  assert.equal(gpus[1]!.memoryBytes, 15360 * 2 ** 20);
  assert.equal(gpus[0]!.driver, "550.54.15");
  assert.equal(cuda, "12.4");
});

Deno.test("readNvidia() returns undefined without nvidia-smi and without a GPU", async () => {
  assert.equal(await readNvidia(() => Promise.resolve(undefined)), undefined);
  assert.equal(await readNvidia(() => Promise.resolve("No devices were found\n")), undefined);
});

import assert from "node:assert/strict";
import { decodeModel } from "../onnx/encode.ts";
import { blockProbe } from "./block_probe.ts";

Deno.test("blockProbe() uses the blocked convolution, or Conv when the block size is 0", () => {
  const domains = (block: number) =>
    decodeModel(blockProbe(block).model).graph!.node
      .filter(({ opType }) => opType === "Conv").map(({ domain }) => domain);
  assert.deepEqual(domains(0), [""]);
  assert.deepEqual(domains(16), ["com.microsoft.nchwc"]);
});

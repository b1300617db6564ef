import assert from "node:assert/strict";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { blockProbe } from "./block_probe.ts";

Deno.test("blockProbe() uses the blocked convolution, and Conv for no blocks", () => {
  const domains = (block: number) =>
    fromBinary(ModelProtoSchema, blockProbe(block).model).graph!.node
      .filter(({ opType }) => opType === "Conv").map(({ domain }) => domain);
  assert.deepEqual(domains(0), [""]);
  assert.deepEqual(domains(16), ["com.microsoft.nchwc"]);
});

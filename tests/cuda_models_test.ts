/** What a model becomes when it is loaded for CUDA, with everything real but the provider. */

import assert from "node:assert/strict";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, type NodeProto } from "onnx-buf";
import { loadModel } from "../infer/load_model.ts";
import { loadVae } from "../infer/vae/load_vae.ts";
import { calls } from "../runtime/testing/fake_cuda.ts";

/** The nodes of the model that came last. */
function lastModel(): NodeProto[] {
  return fromBinary(ModelProtoSchema, calls.models.at(-1)!).graph!.node;
}

Deno.test("CUDA is given a VAE's decoder whose transposed convolutions cut off evenly", async () => {
  const { close } = await loadVae("zoo:vae", { backend: "cuda" });
  await close();
  const pads = lastModel().flatMap(({ opType, attribute }) =>
    opType === "ConvTranspose" ? [attribute.find(({ name }) => name === "pads")!.ints] : []
  );
  assert.equal(pads.length, 3);
  for (const [top, left, bottom, right] of pads) assert.deepEqual([top, left], [bottom, right]);
});

Deno.test("CUDA is given a classifier with its pooling as it is", async () => {
  const { session } = await loadModel("zoo:lenet", { backend: "cuda" });
  await session.close();
  assert.equal(lastModel().filter(({ opType }) => opType === "MaxPool").length, 2);
});

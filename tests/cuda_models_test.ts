/** The rewrites of models that are loaded for CUDA. All but the provider is real. */

import assert from "node:assert/strict";
import type { NodeProto } from "onnx-buf";
import { loadModel } from "../infer/load_model.ts";
import { loadVae } from "../infer/vae/load_vae.ts";
import { calls } from "../runtime/testing/fake_cuda.ts";
import { decodeModel } from "../onnx/encode.ts";

/** Reads the nodes of the model that ONNX Runtime received last. */
function lastNodes(): NodeProto[] {
  return decodeModel(calls.models.at(-1)!).graph!.node;
}

Deno.test("a VAE's decoder for CUDA has transposed convolutions with equal pads", async () => {
  const { close } = await loadVae("zoo:vae", { backend: "cuda" });
  await close();
  const pads = lastNodes().flatMap(({ opType, attribute }) =>
    opType === "ConvTranspose" ? [attribute.find(({ name }) => name === "pads")!.ints] : []
  );
  assert.equal(pads.length, 3);
  for (const [top, left, bottom, right] of pads) assert.deepEqual([top, left], [bottom, right]);
});

Deno.test("a classifier for CUDA keeps its MaxPool nodes", async () => {
  const { session } = await loadModel("zoo:lenet", { backend: "cuda" });
  await session.close();
  assert.equal(lastNodes().filter(({ opType }) => opType === "MaxPool").length, 2);
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { synthesize } from "../../data/synthetic.ts";
import { loadModel, type Model } from "../../infer/load_model.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { createSession } from "../../runtime/session.ts";
import { operators } from "../../tests/rewritten_model.ts";
import { decodeModel, encodeModel } from "../encode.ts";
import { storeWeightsAsInt8 } from "../quantize/int8_weights.ts";
import { rewriteForWasm } from "./for_wasm.ts";

const zoo = (name: string) => readFile(new URL(`../../models/zoo/${name}.onnx`, import.meta.url));
const count = (bytes: Uint8Array, op: string) =>
  operators(decodeModel(bytes)).filter((each) => each === op).length;

Deno.test("rewriteForWasm() folds batch normalization and leaves one convolution plain", async () => {
  const rewritten = rewriteForWasm(await zoo("lenet-modified/model"));
  assert.equal(count(rewritten, "BatchNormalization"), 0);
  assert.equal(count(rewritten, "Conv"), 3);
  assert.equal(count(rewritten, "MatMul"), 4); // two for each other convolution
});

Deno.test("rewriteForWasm() drops LeNet's channel padding and keeps its pooling", async () => {
  const rewritten = rewriteForWasm(await zoo("lenet/model"));
  assert.equal(count(rewritten, "Pad"), 1); // around the image
  assert.equal(count(rewritten, "MaxPool"), 2);
});

Deno.test("rewriteForWasm() rewrites files with weights in 8 bits alike", async () => {
  for (const name of ["lenet/model", "lenet-modified/model"]) {
    const bytes = await zoo(name), model = decodeModel(bytes);
    storeWeightsAsInt8(model);
    const others = (operators: string[]) => operators.filter((op) => op !== "Cast" && op !== "Mul");
    assert.deepEqual(
      others(operators(decodeModel(rewriteForWasm(encodeModel(model))))),
      others(operators(decodeModel(rewriteForWasm(bytes)))),
    );
  }
});

Deno.test("rewriteForWasm() returns the same bytes when no rewrite applies", async () => {
  for (const name of ["vae/encoder", "vae/decoder"]) {
    const bytes = await zoo(name);
    assert.equal(rewriteForWasm(bytes), bytes);
  }
});

Deno.test("loadModel() rewrites the modified LeNet for wasm; its logits are those of the CPU", async () => {
  const { images } = synthesize({ split: "test", count: 64 });
  const plain = await zoo("lenet-modified/model");
  const logitsOf = async (model: Model) => {
    const { logits } = await runLogits(model, images);
    await model.session.close();
    return logits;
  };
  const model = await loadModel(plain, { backend: "wasm" });
  const session = await createSession(rewriteForWasm(plain), { backend: "wasm" });
  const found = await logitsOf(model);
  assert.deepEqual(found, await logitsOf({ ...model, session }));
  const expected = await logitsOf(await loadModel(plain, { backend: "cpu", threads: 1 }));
  const most = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  // Promised is 1e-5 of the largest logit (docs/runtimes.md); it was 5e-7.
  found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 2e-6 * most));
});

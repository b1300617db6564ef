import assert from "node:assert/strict";
import { Worker as NodeWorker } from "node:worker_threads";
import { WeftError } from "../error.ts";
import { createSession } from "./session.ts";
import { bandClassifier } from "../tests/models/band_classifier.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

const image = new Float32Array(IMAGE_PIXELS).fill(0.5);

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`createSession() describes provider, inputs and outputs on ${backend}`, async () => {
    const session = await createSession(bandClassifier(), { backend, threads: 1 });
    assert.equal(session.provider, backend);
    assert.equal(session.reason, undefined);
    assert.equal(session.ortPackage, backend === "cpu" ? "onnxruntime-node" : "onnxruntime-web");
    assert.deepEqual(session.inputs.map(({ name }) => name), ["image"]);
    assert.deepEqual(session.outputs.map(({ name }) => name), ["logits", "embedding"]);
    const results = await session.run({ image: new session.Tensor(image, [1, 1, 28, 28]) }, [
      "logits",
    ]);
    assert.deepEqual(Object.keys(results), ["logits"]);
    assert.equal(session.placement(), undefined);
    await session.close();
  });
}

Deno.test("a session on wasm keeps Deno's global Worker", async () => {
  const session = await createSession(bandClassifier(), { backend: "wasm" });
  await session.close();
  assert.notEqual(globalThis.Worker, NodeWorker);
});

Deno.test("createSession() refuses bytes that are not a model", async () => {
  for (const backend of ["cpu", "wasm"] as const) {
    for (const bytes of [new Uint8Array(0), new Uint8Array([1, 2, 3, 4]), new Uint8Array(1000)]) {
      await assert.rejects(
        createSession(bytes, { backend, name: "broken.onnx" }),
        (error: unknown) =>
          error instanceof WeftError && error.code === "model" &&
          error.message.startsWith("Cannot load broken.onnx: "),
      );
    }
  }
});

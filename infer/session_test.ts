import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { bandClassifier } from "./band_classifier.ts";
import { BACKENDS } from "./runtime.ts";
import { chooseBackend, createSession } from "./session.ts";

Deno.test("createSession() says what runs the model and what it takes and gives", async () => {
  const session = await createSession(bandClassifier(), { backend: "cpu", threads: 1 });
  assert.equal(session.provider, "cpu");
  assert.equal(session.runtime, "onnxruntime-node");
  assert.deepEqual(session.inputs.map(({ name }) => name), ["image"]);
  assert.deepEqual(session.outputs.map(({ name }) => name), ["logits", "embedding"]);
  await session.close();
});

Deno.test("chooseBackend() takes the cpu for auto on a server", () => {
  assert.equal(chooseBackend("auto"), "cpu");
});

Deno.test("chooseBackend() refuses each backend that does not work here, and says which does", () => {
  for (const backend of BACKENDS.filter((name) => name !== "auto" && name !== "cpu")) {
    assert.throws(() => chooseBackend(backend), (error: unknown) => {
      assert.ok(error instanceof WeftError);
      assert.equal(error.code, "runtime");
      assert.match(error.message, new RegExp(`^Cannot run on ${backend}: .* only the cpu backend`));
      assert.equal(error.hint, "Use --backend cpu or --backend auto");
      return true;
    });
  }
});

Deno.test("createSession() refuses what is not a model", async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array([1, 2, 3, 4]), new Uint8Array(1000)]) {
    await assert.rejects(
      createSession(bytes, { name: "broken.onnx" }),
      (error: unknown) =>
        error instanceof WeftError && error.code === "model" &&
        error.message.startsWith("Cannot load broken.onnx: "),
    );
  }
});

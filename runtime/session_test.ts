import assert from "node:assert/strict";
import { Worker as NodeWorker } from "node:worker_threads";
import { create } from "@bufbuild/protobuf";
import { TensorProto_DataLocation, TensorProtoSchema } from "onnx-buf";
import { WeftError } from "../error.ts";
import { decodeModel, encodeModel } from "../onnx/encode.ts";
import { createSession } from "./session.ts";
import { describeValues } from "./session_errors.ts";
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

const isError = (code: string, message: RegExp, hint: RegExp) => (error: unknown) => {
  assert.ok(error instanceof WeftError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, message);
  assert.match(error.hint, hint);
  return true;
};

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`a run that ONNX Runtime refuses says what the model takes on ${backend}`, async () => {
    const session = await createSession(bandClassifier(), { backend, threads: 1, name: "bands" });
    const refuses = (feeds: Parameters<typeof session.run>[0]) =>
      assert.rejects(
        session.run(feeds),
        isError("runtime", /^Cannot run bands: ./, /it is given image \[batch,1,28,28\]/),
      );
    await refuses({});
    await refuses({ image: new session.Tensor(image, [1, 1, 784]) });
    await refuses({ image: new session.Tensor("int32", new Int32Array(784), [1, 1, 28, 28]) });
    await session.close();
  });

  Deno.test(`a closed session refuses to run, and closing it again does nothing on ${backend}`, async () => {
    const session = await createSession(bandClassifier(), { backend, threads: 1, name: "bands" });
    const feeds = { image: new session.Tensor(image, [1, 1, 28, 28]) };
    const running = session.run(feeds);
    await Promise.all([session.close(), session.close()]);
    assert.equal((await running).logits!.dims.join(), "1,10");
    await session.close();
    await assert.rejects(session.run(feeds), isError("usage", /bands: it is closed$/, /Load it/));
  });
}

Deno.test("createSession() refuses weights in another file, and names it", async () => {
  const folder = await Deno.makeTempDir();
  const location = `${folder}/weights.bin`;
  await Deno.writeFile(location, new Uint8Array(64));
  const model = decodeModel(bandClassifier());
  model.graph!.initializer.push(create(TensorProtoSchema, {
    name: "secret",
    dims: [64n],
    dataType: 2,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [{ key: "location", value: location }],
  }));
  await assert.rejects(
    createSession(encodeModel(model), { backend: "cpu", name: "spy.onnx" }),
    isError("model", /^Cannot load spy\.onnx: .*another file, .*weights\.bin$/, /one file/),
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an error lists the first inputs of a model with many", () => {
  const values = Array.from(
    { length: 20 },
    (_, i) => ({ name: `x${i}`, isTensor: false as const }),
  );
  assert.equal(describeValues(values), "x0, x1, x2, x3, x4, x5, x6, x7 and 12 more");
});

Deno.test("ONNX Runtime prints errors alone, and nothing about a session that is examined", async () => {
  const levels: unknown[] = [];
  const { InferenceSession } = await import("onnxruntime-node");
  const { create } = InferenceSession;
  InferenceSession.create = ((bytes: Uint8Array, options: { logSeverityLevel?: number }) => {
    levels.push(options.logSeverityLevel);
    return create.call(InferenceSession, bytes, options as never);
  }) as typeof create;
  try {
    for (const examined of [false, true]) {
      await (await createSession(bandClassifier(), { backend: "cpu", examined })).close();
    }
  } finally {
    InferenceSession.create = create;
  }
  assert.deepEqual(levels, [3, 4]);
});

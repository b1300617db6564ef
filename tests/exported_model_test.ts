/**
 * Compares the classifiers' .onnx files with tfjs's forward pass, and checks their contents.
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { exportOnnx, NCHW, parametersOf } from "../compiler/mod.ts";
import { createGenerator } from "../data/random.ts";
import type { ValueInfoProto } from "onnx-buf";
import { decodeModel } from "../onnx/encode.ts";
import { tensorTypeOf } from "../onnx/read.ts";
import { createSession } from "../runtime/session.ts";
import { classifiers } from "../models/mod.ts";
import { needs } from "./needs.ts";
import { checkOnnx } from "./onnx_checker.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/**
 * A classifier with weights that resemble trained ones. With fresh ones, a swapped mean and
 * variance would not be detected.
 */
function build(name: string): tf.LayersModel {
  const model = classifiers[name]!.build({ classes: 10, seed: 1, dropout: 0.2 });
  const generator = createGenerator(1, 3);
  for (const { name, variable } of parametersOf(model)) {
    if (name.endsWith("kernel")) continue;
    const values = new Float32Array(variable.size);
    generator.fillUniform(values);
    variable.assign(tf.tensor1d(values.map((x) => 0.5 + x)));
  }
  return model;
}

const encode = (model: tf.LayersModel) =>
  exportOnnx(model, {
    outputs: ["logits", "embedding"],
    layouts: { image: NCHW },
    metadata: { "weft.model": "test", classes: "10" },
  });

/**
 * Batch sizes, and the numbers of images that are compared: tfjs takes 15 ms for an image of the
 * modified LeNet.
 */
const batches: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  "lenet": [[1, 1], [7, 7], [256, 256]],
  "lenet-modified": [[1, 1], [7, 7], [256, 12]],
};

for (const [name, sizes] of Object.entries(batches)) {
  const batchSizes = sizes.map(([batch]) => batch).join(", ");
  Deno.test(`${name}.onnx has tfjs's logits and embeddings at batch ${batchSizes}`, async () => {
    const model = build(name);
    const session = await createSession(encode(model), { backend: "cpu" });
    const generator = createGenerator(4);
    for (const [batch, compared] of sizes) {
      const pixels = new Float32Array(batch * IMAGE_PIXELS);
      generator.fillUniform(pixels);
      const results = await session.ort.run({
        image: new session.Tensor("float32", pixels, [batch, 1, 28, 28]),
      });
      const expected = tf.tidy(() =>
        (model.predict(
          tf.tensor4d(pixels.subarray(0, compared * IMAGE_PIXELS), [compared, 28, 28, 1]),
        ) as tf.Tensor[])
          .map((tensor) => tensor.dataSync())
      );
      ["logits", "embedding"].forEach((output, i) => {
        const { dims, data } = results[output]!;
        const wanted = expected[i]!;
        assert.deepEqual(dims, [batch, wanted.length / compared]);
        wanted.forEach((value, j) => {
          const difference = Math.abs((data as Float32Array)[j]! - value);
          assert.ok(difference <= 1e-5, `batch ${batch}, ${output}[${j}]: off by ${difference}`);
        });
      });
    }
    await session.close();
    model.dispose();
  });

  Deno.test(`${name}.onnx has ai.onnx operators of opset 17, a symbolic batch, layer names`, () => {
    const model = build(name);
    const { graph, opsetImport, metadataProps } = decodeModel(encode(model));
    assert.deepEqual(opsetImport.map(({ domain, version }) => [domain, version]), [["", 17n]]);
    assert.ok(graph!.node.every(({ domain }) => domain === ""));
    const dims = (value: ValueInfoProto) => tensorTypeOf(value)!.shape;
    assert.deepEqual(graph!.input.map((input) => [input.name, dims(input)]), [
      ["image", ["batch", 1, 28, 28]],
    ]);
    assert.deepEqual(graph!.output.map(({ name }) => name), ["logits", "embedding"]);
    assert.ok(graph!.output.every((output) => dims(output)[0] === "batch"));
    const nodes = graph!.node.map(({ name }) => name);
    for (const expected of ["conv1/Conv", "conv2/Conv", "fc1/Gemm", "fc2/Gemm"]) {
      assert.ok(nodes.includes(expected), `${expected} is missing in ${nodes}`);
    }
    const constants = new Set(graph!.initializer.map(({ name }) => name));
    for (const { name } of parametersOf(model)) assert.ok(constants.has(name), name);
    assert.deepEqual(metadataProps.map(({ key }) => key), ["classes", "weft.model"]);
    assert.deepEqual(encode(model), encode(model));
    model.dispose();
  });
}

Deno.test("the official checker accepts the files", needs("Python's onnx"), async () => {
  const files = Object.fromEntries(
    Object.keys(classifiers).map((name) => {
      const model = build(name);
      const bytes = encode(model);
      model.dispose();
      return [name, bytes];
    }),
  );
  await checkOnnx(files);
});

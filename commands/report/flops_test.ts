import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { exportOnnx, NCHW } from "../../compiler/mod.ts";
import { countFlops } from "./flops.ts";

Deno.test("countFlops() counts the operations of each layer", async () => {
  await tf.setBackend("cpu");
  const image = tf.input({ shape: [28, 28, 1], name: "image" });
  const conv = tf.layers.conv2d({ filters: 3, kernelSize: 5, strides: 2, activation: "relu" });
  const pool = tf.layers.maxPooling2d({ poolSize: 2, strides: 2 });
  const flat = tf.layers.flatten();
  const dense = tf.layers.dense({ units: 10 });
  const logits = [conv, pool, flat, dense]
    .reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, image);
  const model = tf.model({ inputs: image, outputs: logits });
  const bytes = exportOnnx(model, { outputs: ["logits"], layouts: { image: NCHW } });
  model.dispose();
  const convolution = 12 * 12 * 3 * (2 * 25); // 25 products, 24 sums, 1 bias
  const relu = 12 * 12 * 3, pooling = 6 * 6 * 3 * 3;
  const matrix = 10 * 2 * 108;
  assert.equal(await countFlops(bytes), convolution + relu + pooling + matrix);
});

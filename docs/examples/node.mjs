// deno-lint-ignore-file no-console
/**
 * The same in Node, from the npm package: a network tells two spirals apart, becomes an .onnx file,
 * and the file is run.
 *
 *     npm install weft-ml @tensorflow/tfjs
 *     node node.mjs
 */

import * as tf from "@tensorflow/tfjs";
import { readFile, writeFile } from "node:fs/promises";
import { accelerate } from "weft-ml/train";
import { InferenceSession, Tensor } from "onnxruntime-node";

/** Points of two spirals, one turned by half a circle, and the spiral of each. */
const points = [], classes = [];
for (let i = 0; i < 400; i++) {
  const spiral = i % 2, turn = 0.5 + i / 400 * 8, angle = turn + spiral * Math.PI;
  points.push([turn / 9 * Math.cos(angle), turn / 9 * Math.sin(angle)]);
  classes.push(spiral);
}
const x = tf.tensor2d(points), y = tf.tensor2d(classes, [400, 1]);

const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
const model = tf.sequential({
  layers: [
    tf.layers.dense({ units: 48, activation: "relu", inputShape: [2], kernelInitializer }),
    tf.layers.dense({ units: 48, activation: "relu", kernelInitializer }),
    tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer }),
  ],
});
model.compile({
  optimizer: tf.train.adam(0.01),
  loss: "binaryCrossentropy",
  metrics: ["accuracy"],
});

const fast = await accelerate(model);
const started = performance.now();
const { history } = await fast.fit(x, y, { epochs: 150 });
console.log(`150 epochs on ${fast.backend}: ${Math.round(performance.now() - started)} ms`);

// The file needs neither tfjs nor weft: any ONNX Runtime runs it.
await writeFile("spirals.onnx", fast.exportOnnx());
await fast.close();
const session = await InferenceSession.create(await readFile("spirals.onnx"));
const input = new Tensor("float32", Float32Array.from(points.flat()), [400, 2]);
const outputs = await session.run({ [session.inputNames[0]]: input });
const predicted = outputs[session.outputNames[0]].data;
const right = classes.filter((spiral, i) => Math.round(predicted[i]) === spiral).length;

console.log(`Accuracy in training: ${history.acc.at(-1)}, of the file: ${right / 400}`);

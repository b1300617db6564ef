// deno-lint-ignore-file no-console
/**
 * Time and memory of exporting a model of 25 million parameters.
 *
 *     deno task bench:export
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { exportOnnx } from "../compiler/mod.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** A line of Linux's account of this process, in MB. */
function memory(key: "VmRSS" | "VmHWM"): number {
  const line = Deno.readTextFileSync("/proc/self/status").split("\n")
    .find((line) => line.startsWith(key))!;
  return Number(/\d+/.exec(line)![0]) / 1024;
}

/** Makes the peak start again from what is in use now. */
const resetPeak = () => Deno.writeTextFileSync("/proc/self/clear_refs", "5");

const zeros = { kernelInitializer: "zeros" } as const;
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ filters: 64, kernelSize: 3, padding: "same", inputShape: [16, 16, 3] }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 64, kernelSize: 3, padding: "same" }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 4096, activation: "relu", ...zeros }),
    tf.layers.dense({ units: 2048, activation: "relu", ...zeros }),
    tf.layers.dense({ units: 10, ...zeros }),
  ],
});
// Pages of zeros would not count before they are written to.
for (const { shape, val } of model.weights as unknown as { shape: number[]; val: tf.Variable }[]) {
  const length = shape.reduce((a, b) => a * b, 1);
  val.assign(tf.tensor(Float32Array.from({ length }, (_, i) => i % 7 - 3), shape));
}
const size = 4 * model.countParams() / 1e6;
// Once on a small model, so that what is measured is not the loading of code.
exportOnnx(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }));
resetPeak();
const before = memory("VmRSS");
const start = performance.now();
const bytes = exportOnnx(model);
const seconds = (performance.now() - start) / 1000;
const peak = memory("VmHWM");
console.log(`${model.countParams().toLocaleString("en")} parameters, ${size.toFixed(0)} MB`);
console.log(`file      ${(bytes.length / 1e6).toFixed(0)} MB`);
console.log(`time      ${seconds.toFixed(2)} s`);
const extra = peak - before;
console.log(
  `memory    ${extra.toFixed(0)} MB on top of ${before.toFixed(0)} MB, ${
    (extra / size).toFixed(2)
  } times the parameters`,
);

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { accelerate } from "./accelerate.ts";
import { hasClassNumbers, trainableOf } from "./layers_model.ts";

const SPARSE = "sparseCategoricalCrossentropy";

function twoOutputs(loss: tf.ModelCompileArgs["loss"]): tf.LayersModel {
  const input = tf.input({ shape: [2] });
  const outputs = ["a", "b"].map((name) =>
    tf.layers.dense({ units: 3, activation: "softmax", name }).apply(input) as tf.SymbolicTensor
  );
  const model = tf.model({ inputs: input, outputs });
  model.compile({ optimizer: "sgd", loss });
  return model;
}

Deno.test("hasClassNumbers() finds the outputs with a sparse loss, however compile took it", () => {
  const found = (loss: tf.ModelCompileArgs["loss"]) =>
    [0, 1].map((output) => hasClassNumbers(trainableOf(twoOutputs(loss)), output));
  assert.deepEqual(found(SPARSE), [true, true]);
  assert.deepEqual(found(["meanSquaredError", SPARSE]), [false, true]);
  assert.deepEqual(found({ a: SPARSE, b: "meanSquaredError" }), [true, false]);
});

Deno.test("a sparse loss takes class numbers as tensors, integers and bytes", async () => {
  const make = () => {
    const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
    const layer = tf.layers.dense({
      ...{ units: 3, activation: "softmax", inputShape: [2], kernelInitializer },
    });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: tf.train.sgd(0.5), loss: SPARSE, metrics: ["accuracy"] });
    return model;
  };
  const x = tf.tensor2d([[0, 1], [1, 0], [1, 1], [0, 0]]);
  const expected = await make().fit(x, tf.tensor1d([0, 1, 2, 0]), { epochs: 3, shuffle: false });
  const classes = [0, 1, 2, 0];
  for (
    const y of [
      tf.tensor1d(classes),
      { data: Int32Array.from(classes), shape: [4] },
      { data: Uint8Array.from(classes), shape: [4, 1] },
    ]
  ) {
    const fast = await accelerate(make(), { backend: "cpu" });
    const { history } = await fast.fit(x, y, { epochs: 3, shuffle: false });
    await fast.close();
    for (const [key, values] of Object.entries(expected.history)) {
      history[key]!.forEach((value, i) =>
        assert.ok(Math.abs(Number(value) - Number(values[i])) < 1e-6, `${key} ${value}`)
      );
    }
  }
});

/** Memory of accelerated models: tensors of tfjs, and copies of data. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { accelerate } from "../mod.ts";
import { CPU, dataOf } from "../../tests/fit/agreement.ts";

const { batchNormalization, dense, dropout } = tf.layers;

const OPTIMIZERS = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  adam: () => tf.train.adam(0.1),
  rmsprop: () => tf.train.rmsprop(0.1),
};

function build(optimizer: tf.Optimizer): tf.Sequential {
  const model = tf.sequential({
    layers: [
      dense({ units: 5, inputShape: [4] }),
      batchNormalization(),
      dropout({ rate: 0.2 }),
      dense({ units: 3 }),
    ],
  });
  model.compile({ optimizer, loss: "meanSquaredError", metrics: ["mae"] });
  return model;
}

const ARGS = { epochs: 2, batchSize: 4, validationSplit: 0.3 } as const;

for (const [name, make] of Object.entries(OPTIMIZERS)) {
  Deno.test(`fit with ${name} makes the tensors that tfjs's own makes: the slots`, async () => {
    const added = async (fit: (model: tf.Sequential, x: tf.Tensor, y: tf.Tensor) => unknown) => {
      const model = build(make());
      const { x: [x], y: [y] } = dataOf(model, 10);
      const before = tf.memory().numTensors;
      await fit(model, x!, y!);
      return tf.memory().numTensors - before;
    };
    const expected = await added((model, x, y) => model.fit(x, y, { ...ARGS, verbose: 0 }));
    const got = await added(async (model, x, y) => {
      const fast = await accelerate(model, CPU);
      await fast.fit(x, y, ARGS);
      await fast.close();
    });
    assert.equal(got, expected);
  });
}

Deno.test("no method leaks tensors or bytes, however often it is called", async () => {
  const model = build(tf.train.adam(0.1));
  const { x: [x], y: [y] } = dataOf(model, 10);
  const fast = await accelerate(model, CPU);
  const round = async () => {
    await fast.fit(x!, y!, { ...ARGS, callbacks: { onBatchEnd: () => {} } });
    await fast.fit(x!, y!, ARGS);
    await fast.trainOnBatch(x!, y!);
    tf.dispose(await fast.evaluate(x!, y!, { batchSize: 4 }));
    tf.dispose(await fast.predict(x!, { batchSize: 4 }));
    fast.setLearningRate(0.05);
    fast.exportOnnx();
  };
  await round();
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  for (let i = 0; i < 3; i++) await round();
  const after = tf.memory();
  assert.deepEqual([after.numTensors, after.numBytes], [numTensors, numBytes]);
  assert.equal(after.numDataBuffers, numDataBuffers);
  await fast.close();
  assert.equal(tf.memory().numTensors, numTensors);
});

Deno.test("data is read in place: a batch of 128 KB needs no copy of 64 MB", async () => {
  const model = tf.sequential({ layers: [dense({ units: 1, inputShape: [1024] })] });
  model.compile({ optimizer: tf.train.sgd(1e-4), loss: "meanSquaredError" });
  const fast = await accelerate(model, CPU);
  const rows = 1 << 14;
  const x = { data: new Float32Array(rows * 1024).fill(0.5), shape: [rows, 1024] };
  const y = { data: new Float32Array(rows), shape: [rows, 1] };
  const { numBytes } = tf.memory();
  const before = Deno.memoryUsage().external;
  let used = 0;
  await fast.fit(x, y, {
    batchSize: 32,
    validationSplit: 0.1,
    callbacks: {
      onBatchEnd: () => {
        used = Deno.memoryUsage().external - before;
        model.stopTraining = true;
      },
    },
  });
  assert.equal(tf.memory().numBytes, numBytes);
  assert.ok(used < x.data.byteLength / 16, `${used} bytes`);
  await fast.close();
});

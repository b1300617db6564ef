// deno-lint-ignore-file no-console -- a test reads the warnings
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { accelerate } from "./accelerate.ts";
import type { FitDatasetArgs } from "./fit_dataset.ts";

const x = Array.from({ length: 11 }, (_, i) => [Math.sin(i), Math.cos(2 * i), i / 11]);
const y = x.map(([a, b]) => [a! > b! ? 1 : 0, a! > b! ? 0 : 1]);

const dataset = (batch = 4) =>
  tf.data.zip({ xs: tf.data.array(x), ys: tf.data.array(y) }).batch(batch);

function modelOf(): tf.Sequential {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 5 });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 6, activation: "tanh", inputShape: [3], kernelInitializer }),
      tf.layers.dense({ units: 2, activation: "softmax", kernelInitializer }),
    ],
  });
  model.compile({
    optimizer: tf.train.adam(0.02),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, where: string): void {
  assert.equal(actual.length, expected.length, where);
  Array.from(actual).forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-5, `${where}[${i}]: ${value}, ${expected[i]}`)
  );
}

/** Records the calls of callbacks: names, and the keys and integers of their logs. */
function recorder(stopAt = Infinity) {
  const calls: string[] = [];
  let model: tf.LayersModel | undefined, batches = 0;
  const log = (name: string) => (index: number, logs?: tf.Logs) => {
    const { batch, size, ...values } = logs ?? {};
    calls.push(`${name} ${index} ${batch} ${size} ${Object.keys(values).sort()}`);
    if (name === "batchEnd" && ++batches === stopAt) model!.stopTraining = true;
    return Promise.resolve();
  };
  const callbacks = {
    onEpochBegin: log("epochBegin"),
    onEpochEnd: log("epochEnd"),
    onBatchBegin: log("batchBegin"),
    onBatchEnd: log("batchEnd"),
  };
  return { calls, callbacks, watch: (each: tf.LayersModel) => model = each };
}

const CASES: Record<string, () => Partial<FitDatasetArgs>> = {
  "all batches, the last one smaller": () => ({}),
  "validation on arrays": () => ({ validationData: [tf.tensor(x), tf.tensor(y)] }),
  "validation on a dataset": () => ({ validationData: dataset(5) }),
  "some batches of a validation dataset": () => ({
    validationData: dataset(5),
    validationBatches: 2,
  }),
  "batchesPerEpoch of a dataset that repeats": () => ({ batchesPerEpoch: 2 }),
  "weights of classes": () => ({ classWeight: { 0: 1, 1: 3 } }),
  "a later first epoch": () => ({ initialEpoch: 1 }),
};

for (const [name, args] of Object.entries(CASES)) {
  for (const watched of [false, true]) {
    Deno.test(`fitDataset() agrees with tfjs: ${name}${watched ? ", with callbacks" : ""}`, async () => {
      const peer = modelOf(), model = modelOf();
      const fast = await accelerate(model, { backend: "cpu" });
      const source = () => name.includes("repeats") ? dataset().repeat() : dataset();
      const [theirs, ours] = [recorder(), recorder()];
      const some = (callbacks: tf.CustomCallbackArgs) => watched ? { callbacks } : {};
      const { numTensors } = tf.memory();
      const actual = await fast.fitDataset(source(), {
        ...{ epochs: 3, ...args(), ...some(ours.callbacks) },
      });
      // The slots of Adam and the arrays of the arguments stay.
      const kept = 8 + (name.includes("arrays") ? 2 : 0);
      assert.equal(tf.memory().numTensors, numTensors + kept);
      const expected = await peer.fitDataset(
        source(),
        {
          ...{ epochs: 3, verbose: 0, ...args(), ...some(theirs.callbacks) },
        } as tf.ModelFitDatasetArgs<Record<string, tf.Tensor>>,
      );
      const keys = Object.keys(expected.history).sort();
      assert.deepEqual(Object.keys(actual.history).sort(), keys);
      for (const key of keys) {
        assertNear(actual.history[key] as number[], expected.history[key] as number[], key);
      }
      assert.deepEqual(ours.calls, theirs.calls);
      peer.getWeights().forEach((weight, i) =>
        assertNear(model.getWeights()[i]!.dataSync(), weight.dataSync(), `weight ${i}`)
      );
      await fast.close();
    });
  }
}

Deno.test("stopTraining ends fitDataset() after the batch, with validation where tfjs validates", async () => {
  for (const [stopAt, batchesPerEpoch] of [[1], [3], [2, 2]] as const) {
    const calls = [];
    for (const own of [true, false]) {
      const model = modelOf();
      const { calls: recorded, callbacks, watch } = recorder(stopAt);
      watch(model);
      const args = {
        ...{ epochs: 3, validationData: dataset(), callbacks },
        ...(batchesPerEpoch ? { batchesPerEpoch } : {}),
      };
      if (own) {
        const fast = await accelerate(model, { backend: "cpu" });
        await fast.fitDataset(dataset(), args);
        await fast.close();
      } else {
        await model.fitDataset(dataset() as tf.data.Dataset<Record<string, tf.Tensor>>, {
          ...args,
          verbose: 0,
        } as tf.ModelFitDatasetArgs<Record<string, tf.Tensor>>);
      }
      calls.push(recorded);
    }
    assert.deepEqual(calls[0], calls[1], `stop after ${stopAt} batches`);
  }
});

Deno.test("evaluateDataset() agrees with tfjs and disposes of the batches", async () => {
  const model = modelOf();
  const fast = await accelerate(model, { backend: "cpu" });
  for (const args of [{}, { batches: 2 }]) {
    const expected = await model.evaluateDataset(
      dataset() as tf.data.Dataset<Record<string, tf.Tensor>>,
      args as { batches: number },
    ) as tf.Scalar[];
    const { numTensors } = tf.memory();
    const actual = await fast.evaluateDataset(dataset(), args) as tf.Scalar[];
    assert.equal(tf.memory().numTensors, numTensors + 2);
    assertNear(
      actual.map((each) => each.dataSync()[0]!),
      expected.map((each) => each.dataSync()[0]!),
      "loss and accuracy",
    );
  }
  await fast.close();
});

Deno.test("wrong arguments and elements of a dataset are refused", async () => {
  const model = modelOf();
  const fast = await accelerate(model, { backend: "cpu" });
  const refused = (pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof WeftError, `${error}`);
    assert.match(error.message, pattern);
    return true;
  };
  const { numTensors } = tf.memory();
  await assert.rejects(fast.fitDataset(dataset(), { epochs: 0 }), refused(/epochs.*got 0/));
  await assert.rejects(
    fast.fitDataset(dataset(), { epochs: 1, batchesPerEpoch: 1.5 }),
    refused(/batchesPerEpoch.*got 1\.5/),
  );
  await assert.rejects(
    fast.fitDataset(tf.data.array(x).batch(2), { epochs: 1 }),
    refused(/elements \{ xs, ys \}/),
  );
  await assert.rejects(
    fast.fitDataset(
      tf.data.zip({ xs: tf.data.array(y), ys: tf.data.array(y) }).batch(2),
      { epochs: 1 },
    ),
    refused(/expects the shape \[any,3\]/),
  );
  await assert.rejects(
    fast.evaluateDataset(dataset().take(0)),
    refused(/the dataset has no batches/),
  );
  // tf.data's own batch that is no record of xs and ys is left to the caller.
  assert.ok(tf.memory().numTensors <= numTensors + 1);
  await fast.close();
});

Deno.test("a dataset that ends before batchesPerEpoch ends the epoch with a warning, as in tfjs", async () => {
  const { warn } = console;
  const warnings: string[] = [];
  console.warn = (text: string) => warnings.push(text);
  try {
    const model = modelOf(), peer = modelOf();
    const fast = await accelerate(model, { backend: "cpu" });
    const args = { epochs: 1, batchesPerEpoch: 5, validationData: dataset() };
    const actual = await fast.fitDataset(dataset(), args);
    assert.match(warnings.join(), /ended after 3 of 5 batches/);
    const expected = await peer.fitDataset(
      dataset() as tf.data.Dataset<Record<string, tf.Tensor>>,
      {
        ...args,
        verbose: 0,
      } as tf.ModelFitDatasetArgs<Record<string, tf.Tensor>>,
    );
    assert.deepEqual(Object.keys(actual.history).sort(), Object.keys(expected.history).sort());
    await fast.close();
  } finally {
    console.warn = warn;
  }
});

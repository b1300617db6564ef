/** Kinds of layers and states of a model, in tfjs and accelerated. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { accelerate } from "../../train/mod.ts";
import { CPU, dataOf, fitOnTfjs } from "./agreement.ts";
import { agrees, BASE, initializers, mlp } from "./small_models.ts";

const { add, batchNormalization, conv2d, dense, dropout, embedding, flatten, lstm, masking } =
  tf.layers;

Deno.test("regularizers and constraints, which tfjs does not apply in fit", async () => {
  await agrees(() => {
    const init = initializers();
    const model = tf.sequential({
      layers: [
        dense({
          units: 5,
          inputShape: [4],
          kernelRegularizer: tf.regularizers.l1l2({ l1: 0.1, l2: 0.2 }),
          kernelConstraint: tf.constraints.unitNorm({ axis: 0 }),
          ...init(),
        }),
        dense({ units: 3, biasConstraint: tf.constraints.nonNeg(), ...init() }),
      ],
    });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
    return model;
  }, { validationSplit: 0.3 });
});

Deno.test("batch normalisation's moving averages, and a frozen one", async () => {
  for (const trainable of [true, false]) {
    const model = await agrees(() => {
      const init = initializers();
      const model = tf.sequential({
        layers: [
          conv2d({ filters: 3, kernelSize: 2, inputShape: [4, 4, 2], useBias: false, ...init() }),
          batchNormalization({ momentum: 0.5, trainable }),
          flatten(),
          dense({ units: 2, ...init() }),
        ],
      });
      model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
      return model;
    }, { validationSplit: 0.3 });
    const mean = model.layers[1]!.getWeights()[2]!.dataSync();
    assert.ok(mean.some((value) => Math.abs(value) > 1e-3));
  }
});

Deno.test("a frozen layer keeps its weights; frozen later without compile, too", async () => {
  const frozen = () => {
    const model = mlp();
    model.layers[0]!.trainable = false;
    model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError" });
    return model;
  };
  await agrees(frozen);
  const [first, second] = [mlp(), mlp()];
  const data = dataOf(first, 10);
  const fast = await accelerate(second, CPU);
  const [x, y] = [data.x[0]!, data.y[0]!];
  for (const trainable of [true, false, true]) {
    first.layers[0]!.trainable = second.layers[0]!.trainable = trainable;
    const before = second.layers[0]!.getWeights()[0]!.dataSync().slice();
    // tfjs's optimizers number their slots, so that freezing mixes them up: a new one each time.
    for (const model of [first, second]) model.optimizer = tf.train.sgd(0.05);
    const expected = await fitOnTfjs(first, data, BASE);
    const { history } = await fast.fit(x, y, BASE);
    assert.ok(Math.abs(history.loss!.at(-1) as number - expected.history.loss!.at(-1)!) < 1e-6);
    const after = second.layers[0]!.getWeights()[0]!.dataSync();
    assert.equal(after.some((value, i) => value !== before[i]), trainable);
  }
  await fast.close();
});

Deno.test("a model that is compiled again trains with the new loss, optimizer and metrics", async () => {
  const [first, second] = [mlp(), mlp()];
  const data = dataOf(first, 10);
  const fast = await accelerate(second, CPU);
  const [x, y] = [data.x[0]!, data.y[0]!];
  for (
    const compile of [
      { loss: "meanSquaredError", metrics: ["mae"] },
      { loss: "meanAbsoluteError", metrics: [] },
      { loss: "logcosh", metrics: ["mse", "mae"] },
    ]
  ) {
    for (const model of [first, second]) {
      model.compile({ optimizer: tf.train.momentum(0.05, 0.9), ...compile });
    }
    const expected = await fitOnTfjs(first, data, { ...BASE, validationSplit: 0.3 });
    const { history } = await fast.fit(x, y, { ...BASE, validationSplit: 0.3 });
    assert.deepEqual(Object.keys(history), Object.keys(expected.history));
    for (const [key, values] of Object.entries(expected.history)) {
      values.forEach((value, i) =>
        assert.ok(Math.abs(history[key]![i] as number - value) < 1e-5, key)
      );
    }
  }
  await fast.close();
});

Deno.test("shared layers and nested models", async () => {
  await agrees(() => {
    const init = initializers();
    const inner = tf.sequential({
      layers: [
        dense({ units: 4, inputShape: [4], activation: "relu", ...init() }),
        dense({ units: 3, ...init() }),
      ],
    });
    const [p, q] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
    const shared = dense({ units: 4, activation: "tanh", ...init() });
    const sides = [p, q].map((x) => inner.apply(shared.apply(x)) as tf.SymbolicTensor);
    const model = tf.model({
      inputs: [p, q],
      outputs: dense({ units: 2, ...init() }).apply(
        add().apply(sides) as tf.SymbolicTensor,
      ) as tf.SymbolicTensor,
    });
    model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError" });
    return model;
  });
});

Deno.test("masking in front of an LSTM, by numbers and by an embedding", async () => {
  const rest = () => {
    const init = initializers();
    const recurrentInitializer = tf.initializers.glorotUniform({ seed: 9 });
    return [
      lstm({ units: 3, recurrentInitializer, ...init() }),
      dense({ units: 2, ...init() }),
    ];
  };
  const compile = (layers: tf.layers.Layer[]) => {
    const model = tf.sequential({ layers });
    model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError" });
    return model;
  };
  const padded = (x: tf.Tensor) => tf.where(x.greater(-0.4), x, tf.zerosLike(x));
  await agrees(
    () => compile([masking({ maskValue: 0, inputShape: [5, 2] }), ...rest()]),
    {},
    (model) => {
      const { x, y } = dataOf(model, 10);
      // Steps whose numbers are all 0 are masked.
      return { x: [padded(x[0]!.mean(2, true)).mul(tf.ones([1, 1, 2]))], y };
    },
  );
  const embeddingsInitializer = tf.initializers.randomUniform({ minval: -1, maxval: 1, seed: 4 });
  await agrees(
    () =>
      compile([
        embedding({
          inputDim: 5,
          outputDim: 3,
          inputLength: 4,
          maskZero: true,
          embeddingsInitializer,
        }),
        ...rest(),
      ]),
    {},
    (model) => {
      const tokens = Array.from({ length: 40 }, (_, i) => (i * 3 + 1) % 5);
      return { x: [tf.tensor2d(tokens, [10, 4])], y: dataOf(model, 10).y };
    },
  );
});

Deno.test("dropout: a seed repeats to the bit in calls of any length, another seed differs", async () => {
  const train = async (seed: number, callbacks: tf.CustomCallbackArgs) => {
    const init = initializers();
    const model = tf.sequential({
      layers: [
        dense({ units: 16, inputShape: [4], ...init() }),
        dropout({ rate: 0.3 }),
        dense({ units: 16, ...init() }),
        dropout({ rate: 0.5 }),
        dense({ units: 3, ...init() }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError" });
    const fast = await accelerate(model, { ...CPU, seed });
    const { x, y } = dataOf(model, 50);
    const { history } = await fast.fit(x, y, { batchSize: 4, epochs: 3, callbacks });
    await fast.close();
    return [history.loss, ...model.getWeights().map((weight) => [...weight.dataSync()])];
  };
  const expected = await train(1, {});
  assert.deepEqual(await train(1, {}), expected);
  // A callback that looks at batches makes each one a call of ONNX Runtime.
  assert.deepEqual(await train(1, { onBatchEnd: () => {} }), expected);
  assert.notDeepEqual((await train(2, {}))[0], expected[0]);
});

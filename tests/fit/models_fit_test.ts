/** Kinds of models and arguments of `fit`, in tfjs and accelerated. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { accelerate } from "../../train/mod.ts";
import {
  assertSameTraining,
  CPU,
  type Data,
  dataOf,
  fitFast,
  fitOnTfjs,
  type SharedArgs,
  type Trained,
} from "./agreement.ts";

const {
  add,
  batchNormalization,
  concatenate,
  conv2d,
  dense,
  dropout,
  embedding,
  flatten,
  lstm,
  masking,
} = tf.layers;

/** Seeds of the initial weights of a model, from the beginning each time. */
function initializers(): () => { kernelInitializer: ReturnType<typeof tf.initializers.zeros> } {
  let seed = 1;
  return () => ({ kernelInitializer: tf.initializers.glorotUniform({ seed: seed++ }) });
}

const BASE = { batchSize: 4, epochs: 2, shuffle: false } as const;

/** Trains two models that `build` makes alike, and compares. */
async function agrees(
  build: () => tf.LayersModel,
  args: SharedArgs = {},
  makeData: (model: tf.LayersModel) => Data = (model) => dataOf(model, 10),
): Promise<tf.LayersModel> {
  const [first, second] = [build(), build()];
  const data = makeData(first);
  const given = { ...BASE, ...args };
  const expected = await fitOnTfjs(first, data, given);
  // Layers of the second model have other numbers in their names.
  const got = await fitFast(second, data, given);
  const keys = Object.keys(expected.history);
  const found = Object.values(got.history);
  assert.equal(found.length, keys.length);
  const history = Object.fromEntries(keys.map((key, i) => [key, found[i]!]));
  // With several outputs tfjs's val_ numbers are under the names of others (evaluate_test.ts).
  const several = first.outputs.length > 1;
  const compared = ({ history, ...rest }: Trained): Trained => ({
    ...rest,
    history: Object.fromEntries(
      Object.entries(history).filter(([key]) => !several || !key.startsWith("val_")),
    ),
  });
  assertSameTraining(compared({ ...got, history }), compared(expected));
  return second;
}

/** One hidden layer of 4 numbers. */
function mlp(
  compile: Partial<tf.ModelCompileArgs> = {},
  output: { units: number; activation?: "softmax" | "sigmoid" } = { units: 3 },
): tf.Sequential {
  const init = initializers();
  const model = tf.sequential({
    layers: [
      dense({ units: 5, inputShape: [4], activation: "tanh", ...init() }),
      dense({ ...output, ...init() }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError", ...compile });
  return model;
}

/** Targets that are classes: one-hot, or numbers. */
function classes(rows: number, count: number, sparse = false): tf.Tensor {
  const numbers = Array.from({ length: rows }, (_, i) => (i * 7 + 1) % count);
  if (sparse) return tf.tensor2d(numbers, [rows, 1]);
  return tf.oneHot(tf.tensor1d(numbers, "int32"), count).toFloat();
}

const LOSSES = {
  regression: [
    ...["meanSquaredError", "meanAbsoluteError", "meanAbsolutePercentageError"],
    ...["meanSquaredLogarithmicError", "squaredHinge", "hinge", "categoricalHinge", "logcosh"],
    ...["cosineProximity"],
  ],
  softmax: ["categoricalCrossentropy", "kullbackLeiblerDivergence", "poisson"],
  sigmoid: ["binaryCrossentropy"],
};

for (const loss of LOSSES.regression) {
  Deno.test(`the loss ${loss}`, async () => {
    await agrees(() => mlp({ loss, metrics: ["mse", "mae", "mape", "cosine"] }));
  });
}

for (const activation of ["softmax", "sigmoid"] as const) {
  for (const loss of LOSSES[activation]) {
    Deno.test(`the loss ${loss} with its metrics`, async () => {
      await agrees(
        () => mlp({ loss, metrics: ["accuracy", "crossentropy"] }, { units: 3, activation }),
        {},
        (model) => ({ x: dataOf(model, 10).x, y: [classes(10, 3)] }),
      );
    });
  }
}

Deno.test("the loss sparseCategoricalCrossentropy with accuracy", async () => {
  await agrees(
    () =>
      mlp({ loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] }, {
        units: 3,
        activation: "softmax",
      }),
    {},
    (model) => ({ x: dataOf(model, 10).x, y: [classes(10, 3, true)] }),
  );
});

Deno.test("precision as a metric", async () => {
  await agrees(
    () =>
      mlp({ loss: "binaryCrossentropy", metrics: ["precision"] }, {
        units: 1,
        activation: "sigmoid",
      }),
    {},
    (model) => ({ x: dataOf(model, 10).x, y: [classes(10, 2, true)] }),
  );
});

Deno.test("own functions as loss and metric", async () => {
  const loss = (target: tf.Tensor, output: tf.Tensor) =>
    tf.losses.softmaxCrossEntropy(target, output);
  const spread = (_: tf.Tensor, output: tf.Tensor) => tf.max(output).sub(tf.min(output));
  await agrees(
    () => mlp({ loss, metrics: [spread] }),
    {},
    (model) => ({ x: dataOf(model, 10).x, y: [classes(10, 3)] }),
  );
});

Deno.test("validationData, validationSplit and initialEpoch", async () => {
  const metrics = ["mae"];
  await agrees(() => mlp({ metrics }), { validation: dataOf(mlp(), 7, 5) });
  await agrees(() => mlp({ metrics }), { validationSplit: 0.25 });
  await agrees(() => mlp({ metrics }), { initialEpoch: 2, epochs: 5 });
  await agrees(() => mlp({ metrics }), { initialEpoch: 2, epochs: 2 });
});

/** Two inputs and two outputs, named a and b. */
function several(compile: Partial<tf.ModelCompileArgs> = {}): tf.LayersModel {
  const init = initializers();
  const [p, q] = [tf.input({ shape: [4] }), tf.input({ shape: [2] })];
  const both = concatenate().apply([p, q]) as tf.SymbolicTensor;
  const output = (name: string, units: number) =>
    dense({ units, name, activation: "softmax", ...init() }).apply(both) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [p, q], outputs: [output("a", 3), output("b", 2)] });
  const loss = { a: "categoricalCrossentropy", b: "meanSquaredError" };
  model.compile({ optimizer: tf.train.sgd(0.1), loss, ...compile });
  return model;
}

const severalData = (model: tf.LayersModel): Data => ({
  x: dataOf(model, 10).x,
  y: [classes(10, 3), classes(10, 2)],
});

Deno.test("several inputs and outputs, with metrics and validation", async () => {
  const compile = { metrics: ["accuracy"] };
  await agrees(() => several(compile), { validationSplit: 0.3 }, severalData);
  await agrees(() => several({ metrics: { b: "mae" } }), {}, severalData);
});

Deno.test("classWeight, for one output and by name, also for one of two outputs", async () => {
  const one = (model: tf.LayersModel) => ({ x: dataOf(model, 10).x, y: [classes(10, 3)] });
  const softmax = () =>
    mlp({ loss: "categoricalCrossentropy" }, { units: 3, activation: "softmax" });
  const weights = { 0: 1, 1: 5, 2: 0.2 };
  await agrees(softmax, { classWeight: weights }, one);
  await agrees(softmax, { classWeight: [weights] }, one);
  await agrees(softmax, { classWeight: weights, validationSplit: 0.3 }, one);
  await agrees(several, { classWeight: { a: weights, b: { 0: 2, 1: 3 } } }, severalData);
  await agrees(several, { classWeight: [weights, { 0: 2, 1: 3 }] }, severalData);
  await agrees(several, { classWeight: { a: weights } }, severalData);
  await agrees(several, { classWeight: { b: { 0: 2, 1: 3 } } }, severalData);
});

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

Deno.test("trainOnBatch, evaluate and predict return what tfjs's methods do", async () => {
  for (const build of [() => mlp({ metrics: ["mae"] }), () => several({ metrics: ["accuracy"] })]) {
    const [first, second] = [build(), build()];
    const { x, y } = dataOf(first, 10);
    const fast = await accelerate(second, CPU);
    const one = (list: tf.Tensor[]) => list.length === 1 ? list[0]! : list;
    const numbers = (given: number | number[] | tf.Tensor | tf.Tensor[]) =>
      [given].flat().flatMap((each) => typeof each === "number" ? [each] : [...each.dataSync()]);
    const close = (got: Parameters<typeof numbers>[0], expected: Parameters<typeof numbers>[0]) => {
      const [a, b] = [numbers(got), numbers(expected)];
      assert.equal(a.length, b.length);
      b.forEach((value, i) => assert.ok(Math.abs(a[i]! - value) < 1e-5, `${a[i]} ${value}`));
    };
    for (let i = 0; i < 3; i++) {
      close(await fast.trainOnBatch(x, y), await first.trainOnBatch(one(x), one(y)));
    }
    const scores = [first.evaluate(one(x), one(y), { batchSize: 4 })].flat();
    // With several outputs tfjs puts partial sums of the losses in front.
    close(await fast.evaluate(x, y, { batchSize: 4 }), scores.slice(x.length - 1));
    close(await fast.predict(x, { batchSize: 3 }), first.predict(one(x)) as tf.Tensor);
    await fast.close();
  }
});

Deno.test("afterwards the tfjs model has the trained weights: predict, save, optimizer", async () => {
  const [first, second] = [mlp(), mlp()];
  const data = dataOf(first, 10);
  await fitOnTfjs(first, data, BASE);
  await fitFast(second, data, BASE);
  const outputs = [first, second].map((model) =>
    (model.predict(data.x[0]!) as tf.Tensor).dataSync()
  );
  outputs[0]!.forEach((value, i) => assert.ok(Math.abs(value - outputs[1]![i]!) < 1e-5));
  const saved = await Promise.all([first, second].map(async (model) => {
    let weights: ArrayBuffer | undefined;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        weights = artifacts.weightData as ArrayBuffer;
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" },
        });
      }),
      { includeOptimizer: true },
    );
    return { weights: new Float32Array(weights!), steps: model.optimizer.iterations };
  }));
  assert.equal(saved[1]!.steps, saved[0]!.steps);
  assert.equal(saved[1]!.weights.length, saved[0]!.weights.length);
  saved[0]!.weights.forEach((value, i) => {
    assert.ok(!(Math.abs(value - saved[1]!.weights[i]!) > 1e-5), `${i}`);
  });
});

Deno.test("setWeights, and tfjs's own fit between two fits, are noticed", async () => {
  const [first, second] = [mlp(), mlp()];
  const data = dataOf(first, 10);
  const [x, y] = [data.x[0]!, data.y[0]!];
  const fast = await accelerate(second, CPU);
  const half = (model: tf.LayersModel) =>
    tf.tidy(() => model.setWeights(model.getWeights().map((weight) => weight.mul(0.5))));
  const steps: ((model: tf.LayersModel) => Promise<unknown>)[] = [
    (model) => model === first ? first.fit(x, y, { ...BASE, verbose: 0 }) : fast.fit(x, y, BASE),
    (model) => Promise.resolve(half(model)),
    (model) => model === first ? first.fit(x, y, { ...BASE, verbose: 0 }) : fast.fit(x, y, BASE),
    (model) => model.fit(x, y, { ...BASE, verbose: 0 }),
    (model) => model === first ? first.fit(x, y, { ...BASE, verbose: 0 }) : fast.fit(x, y, BASE),
  ];
  for (const step of steps) for (const model of [first, second]) await step(model);
  const [expected, got] = [first, second].map((model) =>
    model.getWeights().map((weight) => weight.dataSync<"float32">())
  );
  got!.forEach((values, i) =>
    values.forEach((value, k) => assert.ok(Math.abs(value - expected![i]![k]!) < 1e-5))
  );
  await fast.close();
});

Deno.test("typed arrays with a shape, and bytes with a scale, train as tensors do", async () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, i) => (i * 37) % 256);
  const build = () => mlp({}, { units: 2 });
  const { y } = dataOf(build(), 10);
  const scaled = tf.tensor2d(Float32Array.from(bytes, (byte) => byte / 255), [10, 4]);
  const expected = await fitFast(build(), { x: [scaled], y }, BASE);
  const train = async (x: Parameters<Awaited<ReturnType<typeof accelerate>>["fit"]>[0]) => {
    const model = build();
    const fast = await accelerate(model, CPU);
    const { history } = await fast.fit(x, {
      data: y[0]!.dataSync() as Float32Array,
      shape: [10, 2],
    }, BASE);
    await fast.close();
    return history.loss as number[];
  };
  const shape = [10, 4];
  assert.deepEqual(
    await train({ data: scaled.dataSync() as Float32Array, shape }),
    expected.history.loss,
  );
  for (
    const x of [
      { data: bytes, shape, scale: 1 / 255 },
      { data: Int32Array.from(bytes), shape },
      { data: bytes, shape },
    ]
  ) {
    const reference = "scale" in x ? scaled : tf.tensor2d(Float32Array.from(bytes), [10, 4]);
    const wanted = await fitOnTfjs(build(), { x: [reference], y }, BASE);
    (await train(x)).forEach((loss, i) => {
      assert.ok(Math.abs(loss - wanted.history.loss![i]!) <= 1e-5 * wanted.history.loss![i]!);
    });
  }
});

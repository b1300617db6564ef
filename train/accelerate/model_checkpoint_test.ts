import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { encodeChecked } from "../checked_safetensors.ts";
import { decodeAnySafetensors, encodeSafetensors } from "../safetensors.ts";
import { accelerate } from "./accelerate.ts";

const x = tf.randomUniform([22, 3], -1, 1, "float32", "x");
const y = tf.randomUniform([22, 2], -1, 1, "float32", "y");

const OPTIMIZERS: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.05, 0.9),
  nesterov: () => tf.train.momentum(0.05, 0.9, true),
  adagrad: () => tf.train.adagrad(0.05),
  adadelta: () => tf.train.adadelta(0.05),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
  rmsprop: () => tf.train.rmsprop(0.01),
  // tfjs 4.22 subtracts epsilon from the variance.
  "centered rmsprop": () => tf.train.rmsprop(0.01, 0.9, 0.5, -1e-3, true),
};

/** A model with random layers and random weights. tfjs gives its layers new numbers each time. */
function modelOf(optimizer: tf.Optimizer, units = 6): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.gaussianNoise({ stddev: 0.1, inputShape: [3] }),
      tf.layers.dense({ units, activation: "tanh" }),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 4, activation: "tanh" }),
      tf.layers.dropout({ rate: 0.2 }),
      tf.layers.dense({ units: 2 }),
    ],
  });
  model.compile({ optimizer, loss: "meanSquaredError" });
  return model;
}

const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.dataSync());

for (const [name, optimizer] of Object.entries(OPTIMIZERS)) {
  Deno.test(`2 epochs, save() and load() in a new model, and 2 epochs equal 4: ${name}`, async () => {
    const model = modelOf(optimizer());
    const whole = await accelerate(model, { backend: "cpu", seed: 3 });
    const start = await whole.save();
    await whole.fit(x, y, { epochs: 4, batchSize: 4 });
    const expected = weightsOf(model);

    const first = await accelerate(modelOf(optimizer()), { backend: "cpu", seed: 8 });
    assert.deepEqual(await first.load(start), { epochs: 0, steps: 0 });
    await first.fit(x, y, { epochs: 2, batchSize: 4 });
    const bytes = await first.save();

    const second = modelOf(optimizer());
    const fast = await accelerate(second, { backend: "cpu" });
    const progress = await fast.load(bytes);
    assert.deepEqual(progress, { epochs: 2, steps: 12 });
    await fast.fit(x, y, { initialEpoch: progress.epochs, epochs: 4, batchSize: 4 });
    assert.deepEqual(weightsOf(second), expected);
    assert.deepEqual(await fast.save(), await whole.save());
    // Back to the middle, in a model that has trained further.
    await whole.load(bytes);
    await whole.fit(x, y, { initialEpoch: 2, epochs: 4, batchSize: 4 });
    assert.deepEqual(weightsOf(model), expected);
    for (const each of [whole, first, fast]) await each.close();
  });
}

Deno.test("a checkpoint of a callback has the learning rate, and names without tfjs's numbers", async () => {
  const model = modelOf(tf.train.adam(0.01));
  const fast = await accelerate(model, { backend: "cpu" });
  let bytes: Uint8Array | undefined;
  await fast.fit(x, y, {
    epochs: 3,
    callbacks: {
      onEpochEnd: async (epoch) => {
        if (epoch !== 1) return;
        fast.setLearningRate(0.25);
        bytes = await fast.save();
      },
    },
  });
  const names = [...decodeAnySafetensors(bytes!, "x").tensors.keys()];
  assert.deepEqual(names.filter((name) => name.startsWith("model/")), [
    "model/batch_normalization/beta",
    "model/batch_normalization/gamma",
    "model/batch_normalization/moving_mean",
    "model/batch_normalization/moving_variance",
    "model/dense/bias",
    "model/dense/kernel",
    "model/dense_1/bias",
    "model/dense_1/kernel",
    "model/dense_2/bias",
    "model/dense_2/kernel",
  ]);
  assert.ok(names.includes("optimizer/accumulatedFirstMoment/dense_1/kernel/m"));
  assert.ok(names.includes("optimizer/accBeta1"));
  const optimizer = tf.train.adam(0.01);
  const next = await accelerate(modelOf(optimizer), { backend: "cpu" });
  assert.deepEqual(await next.load(bytes!), { epochs: 2, steps: 2 });
  assert.equal((optimizer as unknown as { learningRate: number }).learningRate, 0.25);
  await fast.close();
  await next.close();
});

Deno.test("a checkpoint has the states of stateful layers", async () => {
  const build = () => {
    const layer = tf.layers.gru({ units: 3, returnSequences: true, stateful: true });
    const input = tf.input({ batchShape: [2, 4, 3] });
    const inner = tf.layers.bidirectional({ layer, mergeMode: "concat" });
    const flat = tf.layers.flatten().apply(inner.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({
      inputs: input,
      outputs: tf.layers.dense({ units: 2 }).apply(flat) as tf.SymbolicTensor,
    });
    model.compile({ optimizer: "adam", loss: "meanSquaredError" });
    return model;
  };
  const data = tf.randomUniform([6, 4, 3], 0, 1, "float32", "x");
  const target = tf.randomUniform([6, 2], 0, 1, "float32", "y");
  const args = { batchSize: 2, shuffle: false };
  const model = build();
  const whole = await accelerate(model, { backend: "cpu" });
  await whole.fit(data, target, { ...args, epochs: 1 });
  const bytes = await whole.save();
  await whole.fit(data, target, { ...args, initialEpoch: 1, epochs: 2 });
  const second = build();
  const fast = await accelerate(second, { backend: "cpu" });
  const { epochs } = await fast.load(bytes);
  await fast.fit(data, target, { ...args, initialEpoch: epochs, epochs: 2 });
  assert.deepEqual(weightsOf(second), weightsOf(model));
  assert.deepEqual(await fast.save(), await whole.save());
  await whole.close();
  await fast.close();
});

Deno.test("a checkpoint has weights of integers and truth values", async () => {
  class Counter extends tf.layers.Layer {
    static className = "Counter";
    override build() {
      const zeros = tf.initializers.zeros();
      this.addWeight("count", [2], "int32", zeros, undefined, false);
      this.addWeight("flags", [3], "bool", zeros, undefined, false);
      this.built = true;
    }
    override call(inputs: tf.Tensor | tf.Tensor[]) {
      return tf.clone([inputs].flat()[0]!);
    }
  }
  const build = () => {
    const layers = [
      new Counter({ inputShape: [3], name: "counter" }),
      tf.layers.dense({ units: 2 }),
    ];
    const model = tf.sequential({ layers });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    return model;
  };
  const [model, other] = [build(), build()];
  const [count, flags] = model.layers[0]!.weights;
  count!.write(tf.tensor1d([3, 4], "int32"));
  flags!.write(tf.tensor1d([true, false, true], "bool"));
  const [from, to] = [
    await accelerate(model, { backend: "cpu" }),
    await accelerate(other, { backend: "cpu" }),
  ];
  const bytes = await from.save();
  const { tensors } = decodeAnySafetensors(bytes, "x");
  assert.deepEqual(tensors.get("model/counter/count")!.data, Int32Array.of(3, 4));
  assert.deepEqual(tensors.get("model/counter/flags")!.data, Uint8Array.of(1, 0, 1));
  await to.load(bytes);
  const read = other.layers[0]!.weights.map((weight) => weight.read());
  assert.deepEqual(read.map(({ dtype }) => dtype), ["int32", "bool"]);
  assert.deepEqual(read.map((tensor) => [...tensor.dataSync()]), [[3, 4], [1, 0, 1]]);
  for (const each of [from, to]) await each.close();
});

Deno.test("a checkpoint without its tensors, or with others, is refused by their names", async () => {
  const model = modelOf(tf.train.adam(0.01));
  const fast = await accelerate(model, { backend: "cpu" });
  await fast.fit(x, y, { epochs: 1 });
  const { tensors, metadata } = decodeAnySafetensors(await fast.save(), "x");
  const header = JSON.parse(metadata.training!);
  const refused = async (
    change: (changed: typeof tensors & Map<string, unknown>) => void,
    message: RegExp,
    training: unknown = header,
  ) => {
    const changed = new Map(tensors);
    change(changed);
    const { crc32: _, ...rest } = metadata;
    const bytes = encodeChecked({
      tensors: changed,
      metadata: { ...rest, training: JSON.stringify(training) },
    });
    await assert.rejects(fast.load(bytes), { name: "WeftError", code: "checkpoint", message });
  };
  const bias = "model/dense/bias", none = { shape: [], data: Float32Array.of(1) };
  await refused((all) => all.delete(bias), /it has no 'model\/dense\/bias'/);
  await refused((all) => all.set("model/x", none), /the model has no 'model\/x'/);
  await refused((all) => all.set(bias, none), /'model\/dense\/bias' has the shape \[\], not \[6\]/);
  const whole = { shape: [6], data: new Int32Array(6) };
  await refused((all) => all.set(bias, whole), /'model\/dense\/bias' is not float32/);
  const keep = () => {};
  const slots = { ...header.slots, other: [] };
  await refused(keep, /its optimizer has other, the model's has none/, { ...header, slots });
  const strange = { ...header.slots, accumulatedFirstMoment: [["gone", "m"]] };
  await refused(keep, /the model has no weight 'gone'/, { ...header, slots: strange });
  const damaged = [
    ...[null, [], { ...header, epochs: -1 }, { ...header, steps: 1.5 }, {
      ...header,
      optimizer: 1,
    }],
    ...[{ ...header, learningRate: "1" }, { ...header, generator: null }, {
      ...header,
      slots: null,
    }],
    ...[{ ...header, slots: { a: 1 } }, { ...header, slots: { a: [["b"]] } }],
    ...[{ ...header, slots: { a: ["bc"] } }, { ...header, generator: "x" }],
  ];
  for (const each of damaged) await refused(keep, /it is damaged/, each);
  await fast.close();
});

Deno.test("damaged and foreign bytes are refused and change nothing", async () => {
  const model = modelOf(tf.train.adam(0.01));
  const fast = await accelerate(model, { backend: "cpu" });
  await fast.fit(x, y, { epochs: 1 });
  const bytes = await fast.save();
  await fast.fit(x, y, { epochs: 1 });
  const before = await fast.save();
  const refused = async (bad: Uint8Array, pattern: RegExp) => {
    const { numTensors } = tf.memory();
    await assert.rejects(fast.load(bad), (error: unknown) => {
      assert.ok(error instanceof WeftError && error.code === "checkpoint", `${error}`);
      assert.match(error.message, pattern);
      return true;
    });
    assert.deepEqual(await fast.save(), before);
    assert.equal(tf.memory().numTensors, numTensors);
  };
  await refused(new Uint8Array(), /truncated/);
  await refused(new TextEncoder().encode("no checkpoint at all"), /truncated|not a safetensors/);
  await refused(bytes.subarray(0, bytes.length - 4), /truncated/);
  for (let at = 8; at < bytes.length; at += 97) {
    const flipped = bytes.slice();
    flipped[at]! ^= 4;
    await refused(flipped, /^Cannot (read|load|restore)/);
  }
  const { tensors } = decodeAnySafetensors(bytes, "x");
  await refused(encodeSafetensors({ tensors, metadata: {} }), /not a checkpoint of save/);
  for (
    const [other, pattern] of [
      [modelOf(tf.train.sgd(0.1)), /its optimizer is SGD, the model's is Adam/],
      [modelOf(tf.train.adam(0.1), 7), /'model\/dense\/kernel' has the shape \[3,7\], not \[3,6\]/],
    ] as const
  ) {
    const foreign = await accelerate(other, { backend: "cpu" });
    await refused(await foreign.save(), pattern);
    await foreign.close();
  }
  await fast.close();
  await assert.rejects(fast.save(), /closed/);
});

Deno.test("the optimizer counts the steps, as in tfjs", async () => {
  const optimizer = tf.train.adam(0.01);
  const fast = await accelerate(modelOf(optimizer), { backend: "cpu" });
  await fast.fit(x, y, { epochs: 2, batchSize: 4 });
  assert.equal(optimizer.iterations, 12);
  await fast.close();
});

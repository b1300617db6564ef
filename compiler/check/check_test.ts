import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GraphProto } from "onnx-buf";
import { compileModel } from "../mod.ts";
import { createGenerator } from "../../data/random.ts";
import { WeftError } from "../../error.ts";
import { decodeModel, encodeModel } from "../../onnx/encode.ts";
import { checkExport } from "./check.ts";
import { TOLERANCE } from "./difference.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const stack = (...layers: tf.layers.Layer[]) => tf.sequential({ layers });
const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]) =>
  layer.apply(x.length === 1 ? x[0]! : x) as tf.SymbolicTensor;
const { dense, conv2d, flatten, embedding } = tf.layers;

/** Divides bytes by 255, as models of pictures do. */
class Bytes extends tf.layers.Layer {
  static readonly className = "Bytes";
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.div([x].flat()[0]!, 255);
  }
}

function twoInputs(): tf.LayersModel {
  const [x, y] = [tf.input({ shape: [4], name: "x" }), tf.input({ shape: [4], name: "y" })];
  const shared = dense({ units: 4, activation: "tanh" });
  const [a, b] = [apply(shared, x), apply(shared, y)];
  return tf.model({ inputs: [x, y], outputs: [apply(dense({ units: 2 }), a), b, a] });
}

function nestedEmbedding(): tf.LayersModel {
  const words = tf.input({ shape: [5], name: "words" });
  const picture = tf.input({ shape: [3], name: "picture" });
  // tfjs's inputs are float32 unless said otherwise, those of embeddings too.
  const inner = tf.input({ shape: [5] });
  const rows = apply(embedding({ inputDim: 3, outputDim: 4 }), inner);
  const nested = tf.model({ inputs: inner, outputs: apply(flatten(), rows) });
  const both = apply(tf.layers.concatenate(), apply(nested, words), picture);
  return tf.model({ inputs: [words, picture], outputs: apply(dense({ units: 2 }), both) });
}

/** Models and the number that their random weights are multiplied by. */
const models: Readonly<Record<string, { build: () => tf.LayersModel; size?: number }>> = {
  "a softmax of 8,000 classes": {
    build: () =>
      stack(
        dense({ units: 16, inputShape: [8], activation: "relu" }),
        dense({ units: 8000, activation: "softmax" }),
      ),
    size: 0.3,
  },
  "a softmax that numbers from -1 to 1 saturate": {
    build: () => stack(dense({ units: 5, inputShape: [8], activation: "softmax" })),
    size: 25,
  },
  "a classifier of pictures of bytes": {
    build: () =>
      stack(
        new Bytes({ inputShape: [6, 6, 2] }),
        conv2d({ filters: 3, kernelSize: 3, activation: "relu" }),
        tf.layers.batchNormalization(),
        flatten(),
        dense({ units: 4, activation: "sigmoid" }),
      ),
  },
  "two inputs, a shared layer and three outputs": { build: twoInputs },
  "an embedding in a nested model": { build: nestedEmbedding },
  "a stateful LSTM": {
    build: () =>
      stack(
        tf.layers.lstm({ units: 3, stateful: true, batchInputShape: [3, 4, 2] }),
        dense({ units: 2 }),
      ),
  },
  "a GRU of 20 steps": {
    build: () => stack(tf.layers.gru({ units: 3, inputShape: [20, 2] }), dense({ units: 2 })),
  },
  "a large offset": {
    build: () =>
      stack(dense({ units: 4, inputShape: [3] }), dense({ units: 4, activation: "relu6" })),
  },
};

function withRandomWeights(model: tf.LayersModel, size = 1): tf.LayersModel {
  const generator = createGenerator(5);
  model.setWeights(model.weights.map(({ shape, originalName }) => {
    const lengths = shape as number[];
    const positive = originalName.endsWith("variance");
    const data = Float32Array.from({ length: lengths.reduce((a, b) => a * b, 1) }, () => {
      const number = generator.uniform();
      return positive ? number + 0.5 : size * (2 * number - 1);
    });
    return tf.tensor(data, lengths);
  }));
  return model;
}

/** The difference that the check finds when the file has another `weight`. */
async function differenceOf(
  model: tf.LayersModel,
  weight: number,
  change: (data: Float32Array) => void,
): Promise<number> {
  const right = model.getWeights().map((tensor) => tensor.dataSync<"float32">().slice());
  const shapes = model.weights.map(({ shape }) => shape as number[]);
  const set = (numbers: readonly Float32Array[]) =>
    model.setWeights(numbers.map((data, i) => tf.tensor(data, shapes[i]!)));
  const wrong = right.map((data) => data.slice());
  change(wrong[weight]!);
  set(wrong);
  const compiled = compileModel(model);
  const bytes = compiled.encode();
  set(right);
  return (await checkExport(model, compiled, bytes)).difference;
}

/** Faults of one weight. */
const faults: Readonly<Record<string, (data: Float32Array) => void>> = {
  "enlarged by a tenth": (data) => data.forEach((number, i) => data[i] = 1.1 * number),
  "with two numbers exchanged": (data) => {
    const last = data.length - 1;
    [data[0], data[last]] = [data[last]!, data[0]!];
  },
  "with its largest number negated": (data) => {
    const largest = data.reduce(
      (best, number, i) => Math.abs(number) > Math.abs(data[best]!) ? i : best,
      0,
    );
    data[largest] = -data[largest]!;
  },
};

for (const [name, { build, size }] of Object.entries(models)) {
  Deno.test(`the check notices each fault of each weight in a file of ${name}`, async () => {
    const model = withRandomWeights(build(), size);
    const compiled = compileModel(model);
    const { difference } = await checkExport(model, compiled, compiled.encode());
    assert.ok(difference <= TOLERANCE, `the right file differs by ${difference}`);
    for (const [weight, { originalName, shape }] of model.weights.entries()) {
      for (const [fault, change] of Object.entries(faults)) {
        if (shape.every((length) => length === 1) && fault.includes("exchanged")) continue;
        const found = await differenceOf(model, weight, change);
        assert.ok(found > 3 * TOLERANCE, `${originalName} ${fault} differs by ${found}`);
      }
    }
    model.dispose();
  });
}

/** Faults of a graph. Each gives the number of nodes or names that it changed. */
const graphFaults: Readonly<Record<string, (graph: GraphProto) => number>> = {
  "another activation": ({ node }) => {
    const others: Readonly<Record<string, string>> = {
      Relu: "Softplus",
      Tanh: "Softsign",
      Sigmoid: "HardSigmoid",
      Softmax: "Hardmax",
    };
    const changed = node.filter(({ opType }) => others[opType]);
    for (const each of changed) each.opType = others[each.opType]!;
    return changed.length;
  },
  "two outputs exchanged": ({ node }) => {
    const last = node.slice(-2);
    [last[0]!.output, last[1]!.output] = [last[1]!.output, last[0]!.output];
    return last.length;
  },
};

Deno.test("the check notices another activation and two outputs exchanged", async () => {
  for (const [fault, change] of Object.entries(graphFaults)) {
    const model = withRandomWeights(twoInputs());
    const compiled = compileModel(model);
    const proto = decodeModel(compiled.encode());
    assert.ok(change(proto.graph!) > 0, fault);
    const { difference } = await checkExport(model, compiled, encodeModel(proto));
    assert.ok(difference > 3 * TOLERANCE, fault);
  }
});

Deno.test("a file with other inputs or outputs than the model is refused", async () => {
  const model = withRandomWeights(twoInputs());
  const compiled = compileModel(model);
  const refused = async (change: (graph: GraphProto) => void, message: RegExp) => {
    const proto = decodeModel(compiled.encode());
    change(proto.graph!);
    await assert.rejects(
      () => checkExport(model, compiled, encodeModel(proto)),
      (error) => error instanceof WeftError && message.test(error.message),
    );
  };
  await refused((graph) => void graph.output.pop(), /its outputs are/);
  await refused((graph) => void graph.output.reverse(), /its outputs are/);
  await refused((graph) => void graph.input.reverse(), /its inputs are y, x/);
});

Deno.test("inputs of the range are drawn in which a model reacts", async () => {
  const ranges: Record<string, readonly number[]> = {};
  for (const [name, { build, size }] of Object.entries(models)) {
    const model = withRandomWeights(build(), size);
    const compiled = compileModel(model);
    ranges[name] = (await checkExport(model, compiled, compiled.encode())).range;
  }
  assert.deepEqual(ranges["two inputs, a shared layer and three outputs"], [-1, 1]);
  assert.deepEqual(ranges["a softmax that numbers from -1 to 1 saturate"], [-0.05, 0.05]);
  assert.deepEqual(ranges["a classifier of pictures of bytes"], [0, 255]);
});

Deno.test("integer outputs are compared exactly, and constant ones allow for rounding", async () => {
  class Classes extends tf.layers.Layer {
    static readonly className = "Classes";
    override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.argMax([x].flat()[0]!, -1);
    }
    override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
      return (shape as tf.Shape).slice(0, -1);
    }
  }
  const model = withRandomWeights(stack(dense({ units: 50, inputShape: [8] }), new Classes()));
  const compiled = compileModel(model);
  assert.equal((await checkExport(model, compiled, compiled.encode())).difference, 0);
  const kept = model.getWeights().map((weight) => tf.clone(weight));
  model.setWeights([tf.reverse(kept[0]!, 1), kept[1]!]);
  const wrong = compileModel(model).encode();
  model.setWeights(kept);
  assert.equal((await checkExport(model, compiled, wrong)).difference, Infinity);
});

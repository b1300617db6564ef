import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { createGenerator } from "../data/random.ts";
import { decodeModel } from "../onnx/encode.ts";
import { compileModel } from "./export.ts";
import { sizeOf } from "./graph.ts";
import { assertClose, type Numbers, runModel } from "./testing/agrees_with_tfjs.ts";

const sequential = (first: tf.layers.Layer, ...more: tf.layers.Layer[]) =>
  tf.sequential({ layers: [first, ...more] });
const stateful = (steps: number) => ({ stateful: true, batchInputShape: [2, steps, 3] });

function nestedOfOneName(): tf.LayersModel {
  const x = tf.input({ batchShape: [2, 4, 3], name: "x" });
  const outputs = ["left", "right"].map(() =>
    sequential(tf.layers.gru({ units: 2, name: "gru", ...stateful(4) }))
      .apply(x) as tf.SymbolicTensor
  );
  const names = outputs.map((output) => output.sourceLayer.name);
  assert.notEqual(names[0], names[1]);
  return tf.model({ inputs: x, outputs: tf.layers.add().apply(outputs) as tf.SymbolicTensor });
}

/** Stateful models; a layer of 16 steps or more becomes a Scan. */
const models: Readonly<Record<string, () => tf.LayersModel>> = {
  "an LSTM of 4 steps": () =>
    sequential(tf.layers.lstm({ units: 5, ...stateful(4) }), tf.layers.dense({ units: 2 })),
  "an LSTM of 20 steps": () =>
    sequential(tf.layers.lstm({ units: 5, ...stateful(20) }), tf.layers.dense({ units: 2 })),
  "two GRUs": () =>
    sequential(
      tf.layers.gru({ units: 4, returnSequences: true, ...stateful(20) }),
      tf.layers.gru({ units: 3, stateful: true, goBackwards: true }),
    ),
  "a SimpleRNN with a mask": () =>
    sequential(
      tf.layers.masking({ maskValue: 0, batchInputShape: [2, 20, 3] }),
      tf.layers.simpleRNN({ units: 4, stateful: true }),
    ),
  "a stack of cells": () =>
    sequential(
      tf.layers.rnn(
        {
          cell: [tf.layers.lstmCell({ units: 3 }), tf.layers.gruCell({ units: 2 })],
          ...stateful(20),
        } as Parameters<typeof tf.layers.rnn>[0],
      ),
    ),
  "a ConvLSTM2D": () =>
    sequential(
      tf.layers.convLstm2d({
        ...{ filters: 2, kernelSize: 3, padding: "same", stateful: true },
        batchInputShape: [1, 3, 5, 4, 2],
      }),
    ),
  "nested models with layers of one name": nestedOfOneName,
};

function numbers(shape: readonly number[], seed: number): Numbers {
  const generator = createGenerator(seed);
  const data = Float32Array.from({ length: sizeOf(shape) }, () => 2 * generator.uniform() - 1);
  return { shape, dtype: "float32", data };
}

for (const [name, build] of Object.entries(models)) {
  Deno.test(`a file takes the states of ${name} and returns the next ones`, async () => {
    const model = build();
    const shape = model.inputs[0]!.shape as number[];
    const predict = (x: Numbers) => model.predict(tf.tensor(x.data, [...shape])) as tf.Tensor;
    predict(numbers(shape, 9)).dispose();
    const compiled = compileModel(model);
    const { states, outputs } = compiled;
    const bytes = compiled.encode();
    let carried: Record<string, Numbers> = Object.fromEntries(
      states.map(({ input, shape, dtype, initial }) => [input, { shape, dtype, data: initial }]),
    );
    for (const seed of [1, 2, 3]) {
      const x = numbers(shape, seed);
      const y = predict(x);
      const results = await runModel(bytes, { [model.inputNames[0]!]: x, ...carried });
      const expected = { shape: y.shape, dtype: "float32", data: y.dataSync() } as Numbers;
      assertClose(results, { [outputs[0]!]: expected });
      carried = Object.fromEntries(states.map(({ input, output }) => [input, results[output]!]));
    }
    model.dispose();
  });
}

Deno.test("the states of a layer come after the model's own inputs and outputs", () => {
  const model = sequential(tf.layers.lstm({ name: "lstm", units: 5, ...stateful(4) }));
  const compiled = compileModel(model, { outputs: ["y"] });
  const { input, output } = decodeModel(compiled.encode()).graph!;
  assert.deepEqual(input.map(({ name }) => name), ["lstm_input", "lstm/state_0", "lstm/state_1"]);
  assert.deepEqual(
    output.map(({ name }) => name),
    ["y", "lstm/state_0/next", "lstm/state_1/next"],
  );
  assert.deepEqual(Object.keys(compiled.inputs), ["lstm_input"]);
  assert.deepEqual(compiled.outputs, ["y"]);
});

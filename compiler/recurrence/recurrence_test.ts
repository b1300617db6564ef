/** Compares recurrent layers with tfjs's own cpu backend, which unrolls them. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { decodeModel } from "../../onnx/encode.ts";
import { createSession } from "../../runtime/session.ts";
import { assertExportAgrees } from "../../tests/architectures/agreement.ts";
import {
  chain,
  LENGTH,
  recurrentModels as models,
} from "../../tests/architectures/recurrent_models.ts";
import { BATCH, inputsOf, stepInputs, trainingStep } from "../../tests/architectures/training.ts";
import { compileStep, exportOnnx, targets } from "../mod.ts";
import { trace } from "../trace.ts";
import { RECURRENCE, recurrenceOf } from "./recurrence.ts";

const { bidirectional, dense, gru, lstm, simpleRNN } = tf.layers;

for (const [name, build] of Object.entries(models)) {
  Deno.test(`${name}, exported, agrees with tfjs`, () => assertExportAgrees(build));
}

const recurrences = (model: tf.LayersModel) =>
  trace(trainingStep(model), stepInputs(model)).nodes
    .filter(({ kernel }) => kernel === RECURRENCE).length;

Deno.test("every layer of these models is two nodes of a training step", () => {
  // A frozen layer at the end has no gradient by its weights, but one by its input.
  for (const [name, build] of Object.entries(models)) {
    const model = build();
    const count = model.layers.reduce((sum, layer) => {
      if (layer instanceof tf.RNN) return sum + 1;
      return layer.getClassName() === "Bidirectional" ? sum + 2 : sum;
    }, 0);
    assert.equal(recurrences(model), 2 * count, name);
    model.dispose();
  }
});

Deno.test("gradients of weights are sums over all steps behind the loop, not states of it", () => {
  for (const [name, states] of [["a SimpleRNN", 1], ["a GRU", 1], ["an LSTM", 2]] as const) {
    const model = models[name]!();
    const found = trace(trainingStep(model), stepInputs(model)).nodes.flatMap((node) =>
      recurrenceOf(node) ?? []
    ).map(({ inputs }) => inputs.filter(({ name }) => name.startsWith("state/")).length);
    assert.deepEqual(found, [states, states], name);
    model.dispose();
  }
});

/** The operators of an exported model by their counts. */
function operatorsOf(model: tf.LayersModel): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { opType } of decodeModel(exportOnnx(model)).graph!.node) {
    counts[opType] = (counts[opType] ?? 0) + 1;
  }
  model.dispose();
  return counts;
}

Deno.test("a file has ONNX's operator for each cell, at any number of steps, or else a Scan", () => {
  const has = (model: tf.LayersModel, op: string, count = 1) => {
    const { [op]: found, Scan } = operatorsOf(model);
    assert.deepEqual([found, op === "Scan" ? undefined : Scan], [count, undefined], op);
  };
  const sigmoid = { units: 2, recurrentActivation: "sigmoid" } as const;
  has(chain([simpleRNN({ units: 2 })]), "RNN");
  has(chain([gru(sigmoid)], 1), "GRU");
  has(chain([lstm(sigmoid)], 1), "LSTM");
  has(chain([lstm({ ...sigmoid, dropout: 0.5 })]), "LSTM");
  const layer = lstm(sigmoid) as tf.layers.RNN;
  has(chain([bidirectional({ layer, mergeMode: "concat" })]), "LSTM", 2);
  const batchInputShape = [2, LENGTH, 3];
  has(tf.sequential({ layers: [gru({ ...sigmoid, stateful: true, batchInputShape })] }), "GRU");
  const scans = (name: string) => operatorsOf(models[name]!()).Scan;
  assert.equal(scans("a stack of three cells"), 1);
  assert.equal(scans("masked steps"), 2);
  assert.equal(scans("an LSTM with other activations"), 1);
  // ONNX Runtime's WebGPU provider fails with an LSTM of these.
  assert.equal(scans("an LSTM"), 1);
});

Deno.test("a file does not grow with the number of steps", () => {
  const sizes = [20, 200].map((length) => {
    const model = chain([lstm({ units: 5, returnSequences: true }), gru({ units: 5 })], length);
    const step = compileStep(trainingStep(model), stepInputs(model));
    const bytes = [exportOnnx(model), step.stepModel(), step.loopModel()].map((file) =>
      file.length
    );
    model.dispose();
    return bytes;
  });
  sizes[0]!.forEach((size, i) => assert.ok(sizes[1]![i]! < 1.1 * size, `${sizes}`));
});

Deno.test("a Loop over training steps with Scans gives the numbers of single steps", async () => {
  const model = chain([lstm({ units: 4, returnSequences: true }), gru({ units: 3 })]);
  const step = compileStep(trainingStep(model), stepInputs(model), { target: targets.cpu });
  const open = (bytes: Uint8Array) => createSession(bytes, { backend: "cpu", threads: 1 });
  const single = await open(step.stepModel());
  const loop = await open(step.loopModel());
  const { Tensor } = single;
  const state = Object.fromEntries(step.state.map(({ name, initial, physicalShape }) => [
    name,
    new Tensor("float32", initial as Float32Array, [...physicalShape]),
  ]));
  const batches = [1, 2].map((seed) => inputsOf(model, BATCH, seed).sequence!);
  const { shape } = batches[0]!;
  const feed = (data: Float32Array, lengths: readonly number[]) => ({
    sequence: new Tensor("float32", data, [...lengths]),
  });
  let expected: Readonly<Record<string, unknown>> = state;
  for (const { data } of batches) {
    const results = await single.run({
      ...expected as typeof state,
      ...feed(data as Float32Array, shape),
    });
    expected = Object.fromEntries(step.state.map(({ name, next }) => [name, results[next]!]));
  }
  const all = Float32Array.from(batches.flatMap(({ data }) => [...data]));
  const found = await loop.run({ ...state, ...feed(all, [2, ...shape]) });
  for (const { name, next } of step.state) {
    assert.deepEqual(found[next]!.data, (expected as typeof state)[name]!.data, name);
  }
  await single.close();
  await loop.close();
  model.dispose();
});

Deno.test("few steps with a gradient and a cell of the user are unrolled", () => {
  class Half extends tf.layers.Layer {
    static className = "Half";
    readonly stateSize = 3;
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
      const [x, before] = [inputs].flat();
      const state = tf.add(x!, tf.mul(before!, 0.5));
      return [state, state];
    }
  }
  const cell = new Half({}) as never;
  const unrolled = {
    few: chain([gru({ units: 3 })], 5),
    own: chain([tf.layers.rnn({ cell }) as tf.layers.Layer, dense({ units: 2 })]),
  };
  for (const [name, model] of Object.entries(unrolled)) {
    assert.equal(recurrences(model), 0, name);
    model.dispose();
  }
});

Deno.test("a layer in a gradient of a gradient is unrolled", () => {
  const model = chain([simpleRNN({ units: 2 })]);
  const shape = [2, LENGTH, 3];
  const slope = tf.grad((x) => model.apply(x) as tf.Tensor);
  const { nodes } = trace(
    ({ x, factor }) => ({ y: tf.grad((factor) => tf.mul(slope(x!), factor))(factor!) }),
    { x: { shape, dtype: "float32" }, factor: { shape, dtype: "float32" } },
  );
  assert.ok(nodes.length > LENGTH);
  assert.ok(nodes.every(({ kernel }) => kernel !== RECURRENCE));
  model.dispose();
});

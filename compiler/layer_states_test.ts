import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compileStep } from "./step.ts";
import { assertClose, runModel } from "./testing/agrees_with_tfjs.ts";
import { trace } from "./trace.ts";

const SHAPE = [2, 4, 3];
const x = {
  ...{ shape: SHAPE, dtype: "float32" as const },
  data: Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
};

function statefulModel(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.lstm({ units: 5, stateful: true, batchInputShape: SHAPE }),
      tf.layers.dense({ units: 2 }),
    ],
  });
}

const predict = (model: tf.LayersModel) =>
  tf.tidy(() => (model.predict(tf.tensor(x.data, SHAPE)) as tf.Tensor).dataSync().slice());

const apply = (model: tf.LayersModel) => (inputs: Record<string, tf.Tensor>) => ({
  y: model.apply(inputs.x!, { training: false }) as tf.Tensor,
});

Deno.test("the states of a stateful layer are states of the compiled function", async () => {
  const model = statefulModel();
  const step = compileStep(apply(model), { x });
  const states = step.state.filter(({ assigned }) => assigned);
  const [lstm] = model.layers;
  assert.deepEqual(states.map(({ name, shape }) => [name, shape]), [
    [`${lstm!.name}/state_0`, [2, 5]],
    [`${lstm!.name}/state_1`, [2, 5]],
  ]);
  predict(model);
  const feeds = Object.fromEntries(
    step.state.map(({ name, variable, shape, dtype }) => [
      name,
      { shape: [...shape], dtype, data: variable.dataSync() },
    ]),
  );
  const y = (await runModel(step.stepModel(), { x, ...feeds })).y!;
  const expected = { shape: [2, 2], dtype: "float32" as const, data: predict(model) };
  assertClose({ y }, { y: expected as typeof expected & { data: Float32Array } });
});

Deno.test("a trace leaves the states of layers as they are, whatever is thrown", () => {
  const model = statefulModel();
  predict(model);
  const second = predict(model);
  model.resetStates();
  predict(model);
  const { numTensors } = tf.memory();
  trace(apply(model), { x });
  assert.throws(() =>
    trace((inputs) => {
      apply(model)(inputs);
      throw new TypeError("any error");
    }, { x }), TypeError);
  assert.throws(() => trace((inputs) => ({ y: tf.fft(apply(model)(inputs).y) }), { x }));
  assert.equal(tf.memory().numTensors, numTensors);
  assert.deepEqual(predict(model), second);
});

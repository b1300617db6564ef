import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { accelerate } from "./accelerate.ts";

Deno.test("evaluate() of a model with several outputs returns the values of metricsNames", async () => {
  const input = tf.input({ shape: [2] });
  const [a, b] = ["a", "b"].map((name) =>
    tf.layers.dense({ units: 1, name }).apply(input) as tf.SymbolicTensor
  );
  const model = tf.model({ inputs: input, outputs: [a!, b!] });
  model.compile({
    optimizer: "sgd",
    loss: { a: "meanSquaredError", b: "meanAbsoluteError" },
    metrics: { b: "mse" },
  });
  const x = tf.randomNormal([6, 2], 0, 1, "float32", 1), zeros = tf.zeros([6, 1]);
  const fast = await accelerate(model, { backend: "cpu" });
  const values = await fast.evaluate(x, { a: zeros, b: zeros }) as tf.Scalar[];
  const { history } = await fast.fit(x, [zeros, zeros], {
    epochs: 1,
    validationData: [x, [zeros, zeros]],
  });
  const after = await fast.evaluate(x, [zeros, zeros]) as tf.Scalar[];
  const [outA, outB] = model.predict(x) as tf.Tensor[];
  await fast.close();

  const of = (scalars: tf.Scalar[]) => scalars.map((scalar) => scalar.dataSync()[0]!);
  const mse = outA!.square().mean().dataSync()[0]!;
  const mae = outB!.abs().mean().dataSync()[0]!, metric = outB!.square().mean().dataSync()[0]!;
  assert.deepEqual(model.metricsNames, ["loss", "a_loss", "b_loss", "b_mse"]);
  assert.equal(values.length, 4);
  of(after).forEach((value, i) =>
    assert.ok(Math.abs(value - [mse + mae, mse, mae, metric][i]!) < 1e-6, `${i}: ${value}`)
  );
  const logged = model.metricsNames.map((name) => Number(history[`val_${name}`]![0]));
  logged.forEach((value, i) => assert.ok(Math.abs(value - of(after)[i]!) < 1e-6));
});

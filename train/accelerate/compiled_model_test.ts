import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compiledModel } from "./compiled_model.ts";
import { tablesOf } from "./fit_data.ts";
import { trainableOf } from "./layers_model.ts";
import { restorableGenerator } from "./restorable_generator.ts";

Deno.test("sessions are kept by shape, and closed by compile() and by close()", async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  const compile = (metrics: string[]) =>
    model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError", metrics });
  compile([]);
  const compiled = compiledModel(() => trainableOf(model), {
    backend: "cpu",
    threads: 1,
    generator: restorableGenerator(1),
  });
  const name = trainableOf(model).inputNames[0]!;
  const data = new Float32Array(4);
  const tables = tablesOf("Cannot predict", { data, shape: [2, 2] }, [name], [[null, 2]]);
  const predict = () => compiled.predictStep(tables, 2);
  const run = async (trainer: ReturnType<typeof predict>) =>
    await (await trainer).run({ [`x/${name}`]: data });

  const first = predict();
  assert.equal(await predict(), await first);
  await run(first);
  assert.deepEqual(compiled.labels, ["loss"]);

  compile(["mae"]);
  assert.deepEqual(compiled.labels, ["loss", "mae"]);
  const second = predict();
  await run(second);
  await assert.rejects(run(first), /closed/);
  await compiled.close();
  await assert.rejects(run(second), /closed/);
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { WeftError } from "../../error.ts";
import { accelerate } from "./accelerate.ts";

const refused = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof WeftError);
  assert.equal(error.code, "usage");
  assert.match(error.message, message);
  return true;
};

Deno.test("accelerate() refuses a model of another copy of tfjs", async () => {
  tf.enableProdMode(); // no warning for each kernel that is registered twice
  // A bundle of tfjs that a page may load by a script.
  const other: typeof tf = createRequire(import.meta.url)("@tensorflow/tfjs/dist/tf.min.js");
  assert.notEqual(other.LayersModel, tf.LayersModel);
  const model = other.sequential({ layers: [other.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  await assert.rejects(accelerate(model), refused(/another copy of TensorFlow.js/));
  model.dispose();
});

Deno.test("accelerate() refuses what is not a layers model", async () => {
  for (const given of [undefined, {}, "model", { modelVersion: "1" }]) {
    await assert.rejects(
      accelerate(given as unknown as tf.LayersModel),
      refused(/it is not a tf.LayersModel/),
    );
  }
});

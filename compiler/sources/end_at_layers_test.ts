import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { endAtLayers } from "./end_at_layers.ts";

Deno.test("a layers model ends at the layers that are named, with their weights", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [2], name: "hidden" }),
      tf.layers.dense({ units: 1, name: "score" }),
    ],
  });
  const x = tf.ones([2, 2]);
  const hidden = endAtLayers(model, ["hidden"]).predict(x) as tf.Tensor;
  const wanted = model.getLayer("hidden").apply(x) as tf.Tensor;
  assert.deepEqual(hidden.arraySync(), wanted.arraySync());
  assert.deepEqual(endAtLayers(model, ["score", "hidden"]).outputNames, ["score", "hidden"]);
  assert.throws(() => endAtLayers(model, ["hiden"]), /it has no such layer/);
  model.dispose();
});

Deno.test("a layer that is called several times is no end of a model", () => {
  const [a, b] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
  const layer = tf.layers.dense({ units: 2, name: "shared" });
  const outputs = tf.layers.add().apply([a, b].map((x) => layer.apply(x) as tf.SymbolicTensor));
  const model = tf.model({ inputs: [a, b], outputs: outputs as tf.SymbolicTensor });
  assert.throws(() => endAtLayers(model, ["shared"]), /calls this layer several times/);
  model.dispose();
});

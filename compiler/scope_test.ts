import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { trace } from "./trace.ts";

await tf.setBackend("cpu");

/** A layer that applies a model, as a user may write one. */
class Around extends tf.layers.Layer {
  static readonly className = "Around";
  constructor(private readonly inner: tf.LayersModel) {
    super({ name: "around" });
  }
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    return this.inner.apply(inputs) as tf.Tensor;
  }
}

const PATHS = ["first", "around/inner/fc", ""];

Deno.test("a kernel has the path of its layer, without the outermost model", () => {
  const inner = tf.sequential({
    name: "inner",
    layers: [tf.layers.dense({ units: 2, inputShape: [3], name: "fc", useBias: false })],
  });
  const layer = tf.layers.dense({ units: 3, inputShape: [3], name: "first", useBias: false });
  const model = tf.sequential({ name: "outer", layers: [layer, new Around(inner)] });
  const scopesOf = (fn: (x: tf.Tensor) => tf.Tensor) =>
    trace(({ x }) => ({ y: fn(x!) }), { x: { shape: [1, 3], dtype: "float32" } }).nodes
      .filter(({ kernel }) => kernel !== "Reshape").map(({ scope }) => scope);
  const { prototype } = tf.layers.Layer;
  const { apply } = prototype;
  assert.deepEqual(scopesOf((x) => tf.neg(model.apply(x) as tf.Tensor)), PATHS);
  assert.throws(() => scopesOf(() => model.apply(tf.ones([1, 9])) as tf.Tensor));
  assert.deepEqual(scopesOf((x) => inner.layers[0]!.apply(x) as tf.Tensor), ["fc"]);
  assert.equal(prototype.apply, apply);
  model.dispose();
});

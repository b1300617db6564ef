import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compileModel } from "../../../compiler/mod.ts";
import { checkFile } from "./check_file.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** Checks the file of a model, or of the model with other weights. */
async function check(model: tf.LayersModel, factor = 1) {
  const kept = model.getWeights().map((weight) => tf.clone(weight));
  model.setWeights(kept.map((weight) => tf.mul(weight, factor)));
  const compiled = compileModel(model);
  const bytes = compiled.encode();
  model.setWeights(kept);
  const result = await checkFile(model, compiled, bytes, {});
  assert.equal(tf.getBackend(), "cpu");
  return result;
}

const dense = () => tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] });

Deno.test("a right file is compared with tfjs's backend wasm", async () => {
  const { tfjs, difference, tolerance } = await check(dense());
  assert.equal(tfjs, "wasm");
  assert.ok(difference <= tolerance, `${difference}`);
});

Deno.test("a wrong file is compared with cpu too, before it is refused", async () => {
  const { tfjs, difference, tolerance } = await check(dense(), 1.1);
  assert.equal(tfjs, "cpu");
  assert.ok(difference > tolerance, `${difference}`);
});

Deno.test("a kernel that tfjs's wasm lacks does not slow the whole model down", async () => {
  class Products extends tf.layers.Layer {
    static className = "Products";
    override computeOutputShape([batch, length]: number[]): tf.Shape {
      return [batch!, length!, length!];
    }
    override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const [vector] = [x].flat();
      return tf.einsum("bi,bj->bij", vector!, vector!);
    }
  }
  const model = dense();
  model.add(new Products({}));
  const { tfjs, difference, tolerance } = await check(model);
  assert.equal(tfjs, "wasm");
  assert.ok(difference <= tolerance, `${difference}`);
});

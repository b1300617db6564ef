import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { activationFunction, activationName, registerActivations } from "./activations.ts";

await tf.setBackend("cpu");
registerActivations();

/** The definitions in the documentation of Keras 3, in plain numbers. */
const DEFINITIONS: Readonly<Record<string, (x: number) => number>> = {
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  elu: (x) => x > 0 ? x : Math.exp(x) - 1,
  celu: (x) => x > 0 ? x : Math.exp(x) - 1,
  selu: (x) => 1.05070098 * (x > 0 ? x : 1.67326324 * (Math.exp(x) - 1)),
  linear: (x) => x,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  log_sigmoid: (x) => -Math.log(1 + Math.exp(-x)),
  hard_sigmoid: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
  hard_silu: (x) => x * Math.min(Math.max(x / 6 + 0.5, 0), 1),
  hard_swish: (x) => x * Math.min(Math.max(x / 6 + 0.5, 0), 1),
  softplus: (x) => Math.log(1 + Math.exp(x)),
  softsign: (x) => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
  tanh_shrink: (x) => x - Math.tanh(x),
  mish: (x) => x * Math.tanh(Math.log(1 + Math.exp(x))),
  silu: (x) => x / (1 + Math.exp(-x)),
  swish: (x) => x / (1 + Math.exp(-x)),
  leaky_relu: (x) => x > 0 ? x : 0.2 * x,
  exponential: Math.exp,
  // Of tfjs, whose approximation by tanh is within 1e-3.
  gelu: (x) => x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};
const NUMBERS = [-7, -3, -1, -0.5, 0, 0.25, 1, 2.5, 4, 8];

for (const [name, of] of Object.entries(DEFINITIONS)) {
  Deno.test(`the activation ${name} is that of Keras 3`, () => {
    const found = activationFunction(activationName(name, "layer"))(tf.tensor1d(NUMBERS));
    found.dataSync().forEach((value, i) => {
      const expected = of(NUMBERS[i]!), tolerance = name === "gelu" ? 1e-3 : 1e-4;
      assert.ok(Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${i}`);
    });
  });
}

Deno.test("softmax and log_softmax work along the last axis", () => {
  const x = tf.tensor2d([[0, Math.log(3)], [0, 0]]);
  const of = (name: string) => activationFunction(activationName(name, "layer"))(x).dataSync();
  const shares = [0.25, 0.75, 0.5, 0.5];
  of("softmax").forEach((value, i) => assert.ok(Math.abs(value - shares[i]!) < 1e-6));
  of("log_softmax").forEach((value, i) => assert.ok(Math.abs(value - Math.log(shares[i]!)) < 1e-6));
});

Deno.test("an activation is a name, an object with one, or missing", () => {
  assert.equal(activationName({ class_name: "function", config: "tanh" }, "layer"), "tanh");
  assert.equal(activationName(null, "layer"), "linear");
  assert.equal(activationName(undefined, "layer"), "linear");
  const layer = { class_name: "ReLU", config: { name: "re_lu" } };
  assert.throws(() => activationName(layer, "a"), /layer 'a' has an activation that is a layer/);
  for (const name of ["sparsemax", "toString", ""]) {
    assert.throws(() => activationName(name, "a"), new RegExp(`the activation '${name}', which`));
  }
});

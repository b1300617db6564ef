import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { agrees, assertAgrees, random, traceCase } from "./testing/agrees_with_tfjs.ts";
import { countKernels } from "./testing/apply_pass.ts";
import { ZERO_GRADIENT } from "./zero_gradient.ts";

/** A structural zero with the shape of `x` in the compiler, zeros in tfjs. */
const zero = (x: tf.Tensor): tf.Tensor =>
  tf.getBackend() === "cpu"
    ? tf.zeros(x.shape)
    : tf.engine().runKernel(ZERO_GRADIENT, {}, { shape: x.shape }) as tf.Tensor;

const noGradients = { gradients: false };

Deno.test("kernels linear in a structural zero give one; adding one changes nothing", async () => {
  const each = agrees("", [random([2, 3])], (x) => {
    const nothing = tf.neg(tf.div(tf.mul(tf.reshape(zero(x), [6]), 3), tf.reshape(x, [6])));
    const row = tf.sum(tf.mul(zero(x), x), 0, true);
    return tf.add(tf.add(tf.exp(x), tf.reshape(nothing, [2, 3])), tf.mul(row, x));
  }, noGradients);
  assert.deepEqual(countKernels(traceCase(each).graph), { Exp: 1 });
  await assertAgrees(each);
});

Deno.test("a structural zero still broadcasts a sum to its shape", async () => {
  const each = agrees("", [random([3])], (x) => tf.add(x, zero(tf.ones([2, 3]))), noGradients);
  await assertAgrees(each);
});

Deno.test("a kernel that is not linear in a structural zero reads zeros", async () => {
  const each = agrees("", [random([2, 3])], (x) => [
    tf.exp(tf.add(tf.exp(zero(x)), x)),
    tf.sub(x, zero(x)),
    tf.addN([zero(x), x, zero(x)]),
    tf.addN([zero(x), zero(x)]),
    tf.div(x, tf.add(zero(x), 1)),
    zero(x),
  ]);
  await assertAgrees(each);
});

Deno.test("an ordinary zero is not a structural zero", () => {
  const each = agrees(
    "",
    [random([2, 3])],
    (x) => tf.add(tf.mul(x, tf.zerosLike(x)), x),
    noGradients,
  );
  assert.deepEqual(countKernels(traceCase(each).graph), { Multiply: 1, Add: 1 });
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { prune } from "../graph.ts";
import { RELU_GRAD } from "../kernels/relu_grad.ts";
import { agrees, type Case, numbers, random, traceCase } from "../testing/agrees_with_tfjs.ts";
import { applyPass } from "../testing/apply_pass.ts";
import type { Pass } from "./pass.ts";
import { poolFirst } from "./pool_first.ts";
import { reluGradient } from "./relu_gradient.ts";

const pass: Pass = (graph) => {
  reluGradient(graph);
  prune(graph);
  poolFirst(graph);
};

/** Sizes of the relus and of their gradients. */
const rectified = (each: Case) =>
  traceCase(each, (graph) => {
    pass(graph);
    prune(graph);
  }).graph.nodes.filter(({ kernel }) => kernel === "Relu" || kernel === RELU_GRAD)
    .map(({ outputs }) => outputs[0]!.shape[1]);

Deno.test("poolFirst() makes relu and its gradient work on the pooled size", async () => {
  for (
    const image of [
      random([2, 6, 8, 2]),
      numbers([2, 6, 8, 2], [0]),
      numbers([2, 6, 8, 2], [-1, -1, 2, 2, -3]),
    ]
  ) {
    const each = agrees("", [image], (x) => tf.maxPool(tf.relu(x), 2, 2, "valid"));
    const { before, after } = await applyPass(pass, each);
    assert.equal(after.MaxPool, before.MaxPool);
    assert.equal(after.MaxPoolGrad, before.MaxPoolGrad);
    assert.ok(rectified(each).every((rows) => rows === 3), `${rectified(each)}`);
  }
});

Deno.test("poolFirst() ignores a relu with other readers", async () => {
  const each = agrees("", [random([2, 6, 8, 2])], (x) => {
    const y = tf.relu(x);
    return tf.add(tf.mean(tf.maxPool(y, 2, 2, "valid"), [1, 2]), tf.mean(y, [1, 2]));
  });
  await applyPass(pass, each);
  assert.ok(rectified(each).some((rows) => rows === 6));
});

Deno.test("poolFirst() ignores a pooling whose own gradient is a result", async () => {
  const each = agrees("", [random([2, 6, 8, 2])], (x) => {
    const y = tf.relu(x) as tf.Tensor4D;
    const pool = (y: tf.Tensor) => tf.maxPool(y as tf.Tensor4D, 2, 2, "valid");
    return [pool(y), tf.grad(pool)(y)];
  }, { gradients: false });
  await applyPass(pass, each);
  assert.deepEqual(rectified(each), [6]);
});

Deno.test("poolFirst() ignores a relu that is a result", async () => {
  const each = agrees("", [random([2, 6, 8, 2])], (x) => {
    const y = tf.relu(x) as tf.Tensor4D;
    return [tf.maxPool(y, 2, 2, "valid"), y];
  }, { gradients: false });
  await applyPass(pass, each);
  assert.deepEqual(rectified(each), [6]);
});

/** A pooled relu, and what `read` makes of the gradient of its pooling alone. */
const withGradient = (read: (gradient: tf.Tensor, x: tf.Tensor) => tf.Tensor[]) =>
  agrees("", [random([2, 6, 8, 2])], (x) => {
    const y = tf.relu(x) as tf.Tensor4D;
    const pool = (y: tf.Tensor) => tf.maxPool(y as tf.Tensor4D, 2, 2, "valid");
    const { value, grad } = tf.valueAndGrad(pool)(y);
    return [value, ...read(grad, x)];
  }, { gradients: false });

Deno.test("poolFirst() takes a gradient of pooling that relu's gradient alone reads", async () => {
  const each = withGradient((gradient, x) => [tf.mul(gradient, tf.step(x))]);
  await applyPass(pass, each);
  assert.deepEqual(rectified(each), [3, 3]);
});

Deno.test("poolFirst() ignores a gradient of pooling that is read elsewhere, or by another relu's", async () => {
  const cases = [
    withGradient((gradient, x) => [tf.exp(tf.mul(gradient, tf.step(x))), tf.neg(gradient)]),
    withGradient((gradient, x) => [tf.exp(tf.mul(gradient, tf.step(x))), gradient]),
    withGradient((gradient, x) => [tf.mul(gradient, tf.step(tf.neg(x)))]),
    withGradient((gradient) => [tf.neg(gradient)]),
    agrees("", [random([2, 6, 8, 2])], (x) => {
      const y = tf.relu(x) as tf.Tensor4D;
      return [tf.maxPool(y, 2, 2, "valid"), tf.exp(tf.mul(tf.neg(y), tf.step(x)))];
    }, { gradients: false }),
  ];
  for (const each of cases) {
    await applyPass(pass, each);
    assert.ok(rectified(each).every((rows) => rows === 6), `${rectified(each)}`);
  }
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { prune } from "../graph.ts";
import { BATCH_NORM_GRAD } from "../kernels/batch_norm.ts";
import { BATCH_NORM_POOL_GRAD } from "../kernels/batch_norm_pool.ts";
import { agrees, type Case, numbers, random, traceCase } from "../testing/agrees_with_tfjs.ts";
import { applyPass } from "../testing/apply_pass.ts";
import { batchNormPool } from "./batch_norm_pool.ts";
import type { Pass } from "./pass.ts";
import { poolFirst } from "./pool_first.ts";
import { reluGradient } from "./relu_gradient.ts";
import { reshape } from "./reshape.ts";

const pass: Pass = (graph) => {
  for (const each of [reshape, reluGradient, poolFirst, batchNormPool]) {
    each(graph);
    prune(graph);
  }
};

const block = (read: (y: tf.Tensor4D, pooled: tf.Tensor4D) => tf.Tensor): Case =>
  agrees(
    "",
    [random([2, 6, 8, 3]), random([3, 3, 3, 4]), numbers([4], [-1.5, 0.7, -0.2, 2]), random([4])],
    (x, filter, scale, offset) => {
      const z = tf.conv2d(x, filter, 1, "same");
      const { mean, variance } = tf.moments(z, [0, 1, 2]);
      const y = tf.batchNorm4d(
        z,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset,
        scale,
        1e-3,
      );
      return read(y, tf.maxPool(tf.relu(y), 2, 2, "valid"));
    },
  );

Deno.test("batchNormPool() moves the normalisation behind the pooling", async () => {
  const each = block((_, pooled) => pooled);
  const { before, after } = await applyPass(pass, each);
  assert.equal(before[BATCH_NORM_GRAD], 1);
  assert.equal(after[BATCH_NORM_GRAD], undefined);
  assert.equal(after[BATCH_NORM_POOL_GRAD], 1);
  const norm = traceCase(each, (graph) => {
    pass(graph);
  }).graph.nodes.filter(({ kernel }) => kernel === "FusedBatchNorm");
  assert.ok(norm.some(({ outputs }) => outputs[0]!.shape[1] === 3));
});

/** The pooled, normalised output of a convolution that the case makes itself. */
const pooledNorm = (z: tf.Tensor4D, scale: tf.Tensor, offset: tf.Tensor) => {
  const { mean, variance } = tf.moments(z, [0, 1, 2]);
  const [m, v, o, s] = [mean, variance, offset, scale] as tf.Tensor1D[];
  return tf.maxPool(tf.relu(tf.batchNorm4d(z, m!, v!, o!, s!, 1e-3)), 2, 2, "valid");
};

Deno.test("batchNormPool() takes a convolution with a bias, and none with an activation", async () => {
  const sources = [
    ...[random([2, 6, 8, 3]), random([3, 3, 3, 4]), numbers([4], [-1.5, 0.7, -0.2, 2])],
    ...[random([4]), random([4])],
  ];
  const conv = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor, activation: "linear" | "relu") =>
    tf.fused.conv2d({
      ...{ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, bias, activation },
      ...{ strides: 1, pad: "same" },
    });
  const plain = agrees(
    "",
    sources,
    (x, filter, scale, offset, bias) =>
      pooledNorm(conv(x!, filter!, bias!, "linear"), scale!, offset!),
  );
  assert.equal((await applyPass(pass, plain)).after[BATCH_NORM_POOL_GRAD], 1);
  // The convolution is outside of the gradient, so that tfjs fuses its activation.
  const rectified = agrees("", sources, (x, filter, scale, offset, bias) => {
    const z = conv(x!, filter!, bias!, "relu");
    return tf.grad((z) => pooledNorm(z as tf.Tensor4D, scale!, offset!))(z);
  }, { gradients: false });
  const { before, after } = await applyPass(pass, rectified);
  assert.equal(before[BATCH_NORM_GRAD], 1);
  assert.equal(after[BATCH_NORM_POOL_GRAD], undefined);
});

Deno.test("batchNormPool() ignores a normalisation with other readers", async () => {
  const { after } = await applyPass(
    pass,
    block((y, pooled) => tf.add(tf.mean(pooled, [1, 2]), tf.mean(y, [1, 2]))),
  );
  assert.equal(after[BATCH_NORM_GRAD], 1);
  assert.equal(after[BATCH_NORM_POOL_GRAD], undefined);
});

Deno.test("batchNormPool() keeps every gradient, except γ's where γ is zero", async () => {
  const sources = [random([2, 6, 8, 3]), random([3, 3, 3, 4]), random([4])] as const;
  const each = agrees("", sources, (x, filter, offset) => {
    const z = tf.conv2d(x, filter, 1, "same");
    const { mean, variance } = tf.moments(z, [0, 1, 2]);
    const y = tf.batchNorm4d(
      z,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset,
      // A product with a number that is known only at run time, so that nothing is folded.
      tf.mul(
        tf.tensor1d([0, 1, -1, 0]),
        tf.add(1, tf.mul(0, tf.slice(offset, 0, 1))),
      ) as tf.Tensor1D,
      1e-3,
    );
    return tf.maxPool(tf.relu(y), 2, 2, "valid");
  });
  const { after } = await applyPass(pass, each);
  assert.equal(after[BATCH_NORM_POOL_GRAD], 1);
});

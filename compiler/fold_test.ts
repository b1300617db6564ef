import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { constantData, prune } from "./graph.ts";
import { agrees, assertAgrees, random, traceCase } from "./testing/agrees_with_tfjs.ts";
import { countKernels } from "./testing/apply_pass.ts";
import { trace } from "./trace.ts";

const noGradients = { gradients: false };

Deno.test("kernels of constants are computed while tracing", () => {
  const each = agrees("", [random([3])], (x) => {
    const constant = tf.sum(tf.exp(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3])), 0);
    return tf.mul(x, tf.reshape(tf.slice(constant, 0, 3), [3]));
  }, noGradients);
  assert.deepEqual(countKernels(traceCase(each, prune).graph), { Multiply: 1 });
});

Deno.test("a folded constant that is uniform is kept as one number", async () => {
  const each = agrees(
    "",
    [random([3])],
    (x) => tf.mul(x, tf.mul(tf.add(tf.ones([2, 3]), 1), 3)),
    noGradients,
  );
  const { nodes } = traceCase(each, prune).graph;
  assert.equal(nodes.length, 1);
  assert.equal(nodes[0]!.inputs.b!.fill, 6);
  assert.equal(nodes[0]!.inputs.b!.data, undefined);
  await assertAgrees(each);
});

Deno.test("kernels of large constants stay in the graph", async () => {
  const each = agrees(
    "",
    [random([])],
    (x) => tf.mul(x, tf.exp(tf.ones([100, 50]))),
    noGradients,
  );
  assert.deepEqual(countKernels(traceCase(each, prune).graph), { Exp: 1, Multiply: 1 });
  await assertAgrees(each);
});

Deno.test("folding leaves no tensors in tfjs's cpu backend", () => {
  const each = agrees("", [random([2])], (x) => {
    const pieces = tf.reshape(tf.transpose(tf.tensor2d([1, 2, 3, 4], [2, 2])), [4]);
    return tf.mul(x, tf.slice(pieces, 0, 2));
  }, noGradients);
  traceCase(each);
  const cpu = tf.findBackend("cpu") as tf.KernelBackend;
  const before = [cpu.numDataIds(), tf.memory().numTensors];
  const { graph } = traceCase(each, prune);
  assert.deepEqual([cpu.numDataIds(), tf.memory().numTensors], before);
  const [node] = graph.nodes;
  assert.deepEqual([...constantData(node!.inputs.b!)!], [1, 3]);
});

Deno.test("a product with zeros is not folded: 0 · NaN is not 0", async () => {
  const each = agrees("", [random([3], -1, 1)], (x) => [
    tf.mul(tf.log(x), 0),
    tf.mul(tf.zerosLike(x), tf.log(x)),
    tf.add(tf.log(x), tf.zerosLike(x)),
  ]);
  const { nodes } = traceCase(each, prune).graph;
  assert.equal(nodes.filter(({ kernel }) => kernel === "Multiply").length, 2);
  await assertAgrees(each);
});

Deno.test("integers that are cast to float32 while tracing are stored as float32", async () => {
  await assertAgrees(agrees(
    "",
    [random([3])],
    (x) => tf.mul(x, tf.cast(tf.tensor1d([1, 2, 3], "int32"), "float32")),
  ));
});

Deno.test("a kernel that tfjs's cpu backend computes wrong is not folded", () => {
  const { nodes } = trace(
    ({ x }) => {
      const images = tf.range(0, 16).reshape([2, 2, 4, 1]) as tf.Tensor4D;
      return {
        y: tf.mul(x!, tf.image.transform(images, tf.tensor2d([[0, 1, 0, 1, 0, 0, 0, 0]]))),
      };
    },
    { x: { shape: [], dtype: "float32" } },
  );
  assert.deepEqual(nodes.map(({ kernel }) => kernel), ["Transform", "Multiply"]);
});

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { prune } from "./graph.ts";
import { agrees, random, traceCase } from "./testing/agrees_with_tfjs.ts";
import { countKernels } from "./testing/apply_pass.ts";

Deno.test("prune() drops nodes that no result needs", () => {
  const each = agrees("", [random([2, 3])], (x) => {
    tf.exp(tf.sin(x));
    return tf.cos(x);
  }, { gradients: false });
  assert.deepEqual(countKernels(traceCase(each, prune).graph), { Cos: 1 });
});

Deno.test("prune() puts each node after the nodes that it reads", () => {
  const each = agrees("", [random([2, 3])], (x) => {
    const y = tf.sin(x);
    return tf.exp(tf.add(y, tf.cos(y)));
  }, { gradients: false });
  const { graph } = traceCase(each, (graph) => {
    graph.nodes.reverse();
    prune(graph);
  });
  const done = new Set<unknown>();
  for (const node of graph.nodes) {
    for (const { node: before } of Object.values(node.inputs)) {
      assert.ok(!before || done.has(before), `${node.kernel} comes before ${before?.kernel}`);
    }
    done.add(node);
  }
  assert.equal(graph.nodes.length, 4);
});

Deno.test("prune() handles a chain of a thousand nodes", () => {
  const each = agrees("", [random([1])], (x) => {
    let y: tf.Tensor = x;
    for (let i = 0; i < 1000; i++) y = tf.sin(y);
    return y;
  }, { gradients: false });
  assert.deepEqual(countKernels(traceCase(each, prune).graph), { Sin: 1000 });
});

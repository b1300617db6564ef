import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { type Node, prune, replaceValues, type StateValue, type Value } from "./graph.ts";
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

/** A node that reads values, and its result. */
function computed(...inputs: Value[]): Value & { node: Node } {
  const value: Value = { shape: [2], dtype: "float32" };
  const node: Node = {
    ...{ kernel: "AddN", attributes: {}, scope: "", site: new Error() },
    inputs: Object.fromEntries(inputs.map((input, i) => [`${i}`, input])),
    outputs: [value],
  };
  return Object.assign(value, { node });
}

Deno.test("replaceValues() replaces what nodes read, results and states, also by steps", () => {
  const x: Value = { shape: [2], dtype: "float32", input: "x" };
  const [first, second, other] = [computed(x), computed(x), computed(x)];
  const reader = computed(first, other);
  const state = { after: first } as unknown as StateValue;
  const graph = {
    ...{ inputs: [x], state: [state], outputs: [{ name: "y", value: first }] },
    nodes: [first.node, other.node, reader.node],
  };
  const third = computed(x);
  replaceValues(graph, new Map([[first, second], [second, third]]));
  assert.equal(reader.node.inputs[0], third);
  assert.equal(reader.node.inputs[1], other);
  assert.equal(graph.outputs[0]!.value, third);
  assert.equal(state.after, third);
});

Deno.test("replaceValues() reaches the nodes behind a replacement that are not in the graph", () => {
  const x: Value = { shape: [2], dtype: "float32", input: "x" };
  const [old, own, replaced] = [computed(x), computed(x), computed(x)];
  const between = computed(old); // reads a value that is replaced, and is read by a replacement
  const replacement = computed(between);
  const graph = {
    ...{ inputs: [x], state: [], outputs: [{ name: "y", value: replaced }] },
    nodes: [old.node, replaced.node],
  };
  replaceValues(graph, new Map([[replaced, replacement], [old, own]]));
  assert.equal(graph.outputs[0]!.value, replacement);
  assert.equal(between.node.inputs[0], own);
});

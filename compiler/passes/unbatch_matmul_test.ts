import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { agrees, random, traceCase } from "../testing/agrees_with_tfjs.ts";
import { applyPass } from "../testing/apply_pass.ts";
import { unbatchMatMul } from "./unbatch_matmul.ts";

const ranks = (each: Parameters<typeof traceCase>[0]) =>
  traceCase(each, unbatchMatMul).graph.nodes.filter(({ kernel }) => kernel.includes("MatMul"))
    .map(({ outputs }) => outputs[0]!.shape.length);

Deno.test("unbatchMatMul() replaces a batch of one product by a product of matrices", async () => {
  for (const batch of [[1], [1, 1]]) {
    const each = agrees(
      "",
      [random([...batch, 4, 5]), random([...batch, 5, 3])],
      (a, b) => tf.matMul(a, b),
      { gradients: false },
    );
    const { after } = await applyPass(unbatchMatMul, each);
    assert.equal(after.BatchMatMul, 1);
    assert.equal(after.Reshape, 3);
  }
});

Deno.test("unbatchMatMul() replaces every product of a chain", () => {
  const each = agrees(
    "",
    [random([1, 4, 5]), random([1, 5, 3]), random([1, 3, 2])],
    (x, a, b) => tf.matMul(tf.matMul(x, a), b),
    { gradients: false },
  );
  const { graph } = traceCase(each, unbatchMatMul);
  const products = new Set(graph.outputs.map(({ value }) => value.node));
  assert.ok(products.size > 0);
  const seen: number[] = [];
  for (const node of products) {
    if (!node) continue;
    for (const { node: before } of Object.values(node.inputs)) if (before) products.add(before);
    if (node.kernel === "BatchMatMul") seen.push(node.outputs[0]!.shape.length);
  }
  assert.deepEqual(seen, [2, 2]);
});

Deno.test("unbatchMatMul() ignores larger batches and matrices", async () => {
  for (const [a, b] of [[[2, 4, 5], [2, 5, 3]], [[4, 5], [5, 3]], [[1, 4, 5], [2, 5, 3]]]) {
    const each = agrees("", [random(a!), random(b!)], (a, b) => tf.matMul(a, b), {
      gradients: false,
    });
    const { before, after } = await applyPass(unbatchMatMul, each);
    assert.deepEqual(after, before);
    assert.deepEqual(ranks(each), [Math.max(a!.length, b!.length)]);
  }
});

Deno.test("unbatchMatMul() ignores a product whose bias has more than two axes", async () => {
  const each = agrees(
    "",
    [random([1, 4, 5]), random([1, 5, 3]), random([1, 1, 3])],
    (a, b, bias) => tf.fused.matMul({ a, b, bias }),
    { gradients: false },
  );
  const { before, after } = await applyPass(unbatchMatMul, each);
  assert.deepEqual(after, before);
});

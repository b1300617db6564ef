import assert from "node:assert/strict";
import { makeGraph, makeNode, makeTensor } from "../make.ts";
import { findWeights } from "./weights.ts";

/** The axis of the channels of a weight `w` of a shape, in a graph of nodes; undefined for none. */
function axisOf(shape: readonly number[], ...nodes: ReturnType<typeof makeNode>[]) {
  const size = shape.reduce((product, length) => product * length, 1);
  const w = makeTensor("w", "float32", shape, new Float32Array(size).fill(0.5));
  const graph = makeGraph({ name: "g", inputs: [], nodes, outputs: [], initializers: [w] });
  const [weight, ...others] = findWeights(graph);
  assert.deepEqual(others, []);
  return weight?.axis;
}

Deno.test("findWeights() finds the axis of the channels for each operator", () => {
  const reads = (op: string, inputs: string[], attributes = {}) =>
    axisOf([20, 30, 40], makeNode(op, inputs, ["y"], attributes));
  assert.equal(reads("Conv", ["x", "w"]), 0);
  assert.equal(reads("ConvTranspose", ["x", "w"]), 1);
  assert.equal(reads("MatMul", ["x", "w"]), 2);
  assert.equal(reads("Gemm", ["x", "w"]), 1);
  assert.equal(reads("Gemm", ["x", "w"], { transB: { i: 1 } }), 0);
  assert.equal(reads("Gather", ["w", "x"]), 0);
  for (const op of ["LSTM", "GRU", "RNN"]) {
    assert.equal(reads(op, ["x", "w", "r"]), 1, op);
    assert.equal(reads(op, ["x", "v", "w"]), 1, op);
  }
  assert.equal(reads("Conv", ["w", "x"]), undefined);
  assert.equal(reads("Add", ["x", "w"]), undefined);
});

Deno.test("findWeights() finds a weight behind operators that keep its axes or arrange it anew", () => {
  const behind = (op: string, inputs = ["w", "shape"]) =>
    axisOf([20, 30, 40], makeNode(op, inputs, ["v"]), makeNode("Conv", ["x", "v"], ["y"]));
  for (const op of ["Pad", "Identity"]) assert.equal(behind(op), 0, op);
  for (const op of ["Reshape", "Transpose", "Split", "Squeeze", "Unsqueeze", "Slice"]) {
    assert.equal(behind(op), 2, op);
  }
  assert.equal(behind("Concat", ["v0", "w"]), 2);
  assert.equal(behind("Reshape", ["x", "w"]), undefined);
  assert.equal(behind("Abs"), undefined);
});

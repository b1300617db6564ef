import assert from "node:assert/strict";
import type { NodeProto } from "onnx-buf";
import { floats, integers, modelOf } from "../../tests/rewritten_model.ts";
import { makeNode } from "../make.ts";
import { findIntegerPart } from "./activations.ts";

/** The integer part of a graph: the names of its nodes, and the sources of its values. */
function partOf(nodes: NodeProto[], outputs: readonly string[] = []) {
  const constants = [
    ...[floats("filter", [4, 4, 1, 1]), floats("bias", [4]), floats("matrix", [4, 4])],
    ...[floats("tensor", [2, 4, 4]), integers("shape", [-1, 4])],
  ];
  const part = findIntegerPart(modelOf({ shape: [4, 3, 3], constants, nodes, outputs }).graph!);
  return { nodes: part.nodes.map(({ name }) => name), values: Object.fromEntries(part.values) };
}

/** Calls that are computed in integers, and calls that are not. */
const CALLS: readonly (readonly [what: string, isInteger: boolean, node: NodeProto])[] = [
  ["a Conv", true, makeNode("Conv", ["x", "filter"], ["y"])],
  ["a Conv with a bias", true, makeNode("Conv", ["x", "filter", "bias"], ["y"])],
  ["a Conv of a computed filter", false, makeNode("Conv", ["x", "x"], ["y"])],
  ["a Conv with a computed bias", false, makeNode("Conv", ["x", "filter", "x"], ["y"])],
  [
    "a Conv of another domain",
    false,
    makeNode("Conv", ["x", "filter"], ["y"], {}, { domain: "d" }),
  ],
  ["a MatMul by a matrix", true, makeNode("MatMul", ["x", "matrix"], ["y"])],
  ["a MatMul by matrices", false, makeNode("MatMul", ["x", "tensor"], ["y"])],
  ["a Gemm", true, makeNode("Gemm", ["x", "matrix", "bias"], ["y"])],
  ["a Gemm of rows", true, makeNode("Gemm", ["x", "matrix"], ["y"], { transB: { i: 1 } })],
  ["a Gemm of columns", false, makeNode("Gemm", ["x", "matrix"], ["y"], { transA: { i: 1 } })],
  ["a Gemm with alpha", false, makeNode("Gemm", ["x", "matrix"], ["y"], { alpha: { f: 2 } })],
  ["a Gemm with beta", false, makeNode("Gemm", ["x", "matrix"], ["y"], { beta: { f: 2 } })],
  ["an Add", false, makeNode("Add", ["x", "matrix"], ["y"])],
];

Deno.test("findIntegerPart() finds products by constant weights", () => {
  for (const [what, isInteger, node] of CALLS) {
    assert.deepEqual(partOf([node]).nodes, isInteger ? ["y"] : [], what);
  }
});

Deno.test("inputs are bytes, with the range of the value that operators only move", () => {
  const moves = ["MaxPool", "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze"];
  const nodes = [
    makeNode("Abs", ["x"], ["a0"]),
    ...moves.map((op, i) => makeNode(op, [`a${i}`], [`a${i + 1}`])),
    makeNode("MatMul", ["a6", "matrix"], ["y"]),
  ];
  const values = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`a${i}`, "a0"]));
  assert.deepEqual(partOf(nodes).values, values);
  nodes[1]!.domain = "my.own";
  assert.equal(partOf(nodes).values.a6, "a1", "MaxPool of another domain computes");
});

Deno.test("outputs are bytes behind what cuts off, unless the graph returns them", () => {
  const nodes = [
    makeNode("Conv", ["x", "filter"], ["a"]),
    makeNode("Relu", ["a"], ["b"]),
    makeNode("Clip", ["b"], ["c"]),
    makeNode("Neg", ["c"], ["y"]),
  ];
  assert.deepEqual(partOf(nodes).values, { x: "x", c: "c" });
  assert.deepEqual(partOf(nodes, ["c"]).values, { x: "x" }, "c is returned");
  assert.deepEqual(partOf(nodes, ["b"]).values, { x: "x" }, "b is returned");
  const read = [...nodes, makeNode("Abs", ["a"], ["z"])];
  assert.deepEqual(partOf(read).values, { x: "x", a: "a" }, "a has two readers");
  assert.deepEqual(partOf(nodes.slice(0, 1)).values, { x: "x" }, "nothing reads a");
});

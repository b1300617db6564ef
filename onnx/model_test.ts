import assert from "node:assert/strict";
import { type OnnxGraph, type OnnxNode, pruneOnnx } from "./model.ts";

const node = (
  op: string,
  inputs: string[],
  outputs: string[],
  attributes: OnnxNode["attributes"] = {},
): OnnxNode => ({ op, domain: "", inputs, outputs, attributes, name: op });

const constant = (name: string) => ({
  name,
  type: "float32" as const,
  shape: [],
  data: Float32Array.of(1),
});

Deno.test("pruneOnnx() drops nodes and constants that no output needs", () => {
  const graph: OnnxGraph = {
    name: "g",
    nodes: [
      node("Relu", ["x"], ["a"]),
      node("Neg", ["unused"], ["b"]),
      node("Add", ["a", "one"], ["y"]),
    ],
    initializers: [constant("one"), constant("unused")],
    inputs: [{ name: "x", type: "float32", shape: [] }],
    outputs: [{ name: "y", type: "float32", shape: [] }],
  };
  pruneOnnx(graph);
  assert.deepEqual(graph.nodes.map(({ op }) => op), ["Relu", "Add"]);
  assert.deepEqual(graph.initializers.map(({ name }) => name), ["one"]);
});

Deno.test("pruneOnnx() keeps what a subgraph reads from the graph around it", () => {
  const body: OnnxGraph = {
    name: "body",
    nodes: [node("Add", ["inside", "outer"], ["z"])],
    initializers: [constant("inside")],
    inputs: [],
    outputs: [{ name: "z", type: "float32", shape: [] }],
  };
  const graph: OnnxGraph = {
    name: "g",
    nodes: [
      node("Relu", ["x"], ["outer"]),
      node("Relu", ["x"], ["inside"]),
      node("If", ["c"], ["y"], { then_branch: { graph: body } }),
    ],
    initializers: [constant("c")],
    inputs: [{ name: "x", type: "float32", shape: [] }],
    outputs: [{ name: "y", type: "float32", shape: [] }],
  };
  pruneOnnx(graph);
  assert.deepEqual(graph.nodes.map(({ outputs }) => outputs[0]), ["outer", "y"]);
});

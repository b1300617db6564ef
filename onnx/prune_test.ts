import assert from "node:assert/strict";
import { makeGraph, makeNode, makeTensor, type ValueInfo } from "./make.ts";
import { pruneGraph } from "./prune.ts";

const value = (name: string): ValueInfo => ({ name, type: "float32", shape: [] });
const constant = (name: string) => makeTensor(name, "float32", [], Float32Array.of(1));

Deno.test("pruneGraph() drops nodes and constants that no output needs", () => {
  const graph = makeGraph({
    name: "g",
    nodes: [
      makeNode("Relu", ["x"], ["a"]),
      makeNode("Neg", ["unused"], ["b"]),
      makeNode("Add", ["a", "one"], ["y"]),
    ],
    initializers: [constant("one"), constant("unused")],
    inputs: [value("x")],
    outputs: [value("y")],
  });
  pruneGraph(graph);
  assert.deepEqual(graph.node.map(({ opType }) => opType), ["Relu", "Add"]);
  assert.deepEqual(graph.initializer.map(({ name }) => name), ["one"]);
});

Deno.test("pruneGraph() keeps what subgraphs read from the graphs around them", () => {
  const innermost = makeGraph({
    name: "innermost",
    nodes: [makeNode("Add", ["outermost", "inside"], ["w"])],
    inputs: [],
    outputs: [value("w")],
  });
  const body = makeGraph({
    name: "body",
    nodes: [
      makeNode("If", ["c"], ["v"], { then_branch: { graph: innermost } }),
      makeNode("Add", ["inside", "outer"], ["z"]),
    ],
    initializers: [constant("inside")],
    inputs: [],
    outputs: [value("z")],
  });
  const graph = makeGraph({
    name: "g",
    nodes: [
      makeNode("Relu", ["x"], ["outer"]),
      makeNode("Relu", ["x"], ["outermost"]),
      makeNode("Relu", ["x"], ["inside"]),
      makeNode("If", ["c"], ["y"], { then_branch: { graph: body } }),
    ],
    initializers: [constant("c")],
    inputs: [value("x")],
    outputs: [value("y")],
  });
  pruneGraph(graph);
  assert.deepEqual(graph.node.map(({ output }) => output[0]), ["outer", "outermost", "y"]);
});

import assert from "node:assert/strict";
import { indexGraph } from "./graph_index.ts";
import { makeGraph, makeNode, makeTensor } from "./make.ts";

const NODES = {
  conv: makeNode("Conv", ["x", "w"], ["c"]),
  relu: makeNode("Relu", ["c"], ["r"]),
  split: makeNode("Split", ["r"], ["a", "", "b"]),
  add: makeNode("Add", ["a", "a"], ["y"]),
  gelu: makeNode("Gelu", ["b"], ["g"], {}, { domain: "com.microsoft" }),
  neg: makeNode("Neg", ["g"], ["n"]),
};

const graph = makeGraph({
  name: "g",
  inputs: [
    { name: "x", type: "float32", shape: [1] },
    { name: "replaced", type: "float32", shape: [1] },
  ],
  outputs: [{ name: "y", type: "float32", shape: [1] }, { name: "r", type: "float32", shape: [1] }],
  initializers: ["w", "replaced"].map((name) =>
    makeTensor(name, "float32", [1], new Float32Array(1))
  ),
  nodes: Object.values(NODES),
});

Deno.test("producer() finds the node of a value, and none of an input, a constant or no name", () => {
  const { producer } = indexGraph(graph);
  assert.equal(producer("b"), NODES.split);
  for (const value of ["x", "w", "", undefined]) {
    assert.equal(producer(value), undefined, `${value}`);
  }
});

Deno.test("soleProducer() finds a call of an operator of ai.onnx that one input reads", () => {
  const { soleProducer } = indexGraph(graph);
  assert.equal(soleProducer("c", "Conv"), NODES.conv);
  assert.equal(soleProducer("c", "Relu"), undefined, "another operator");
  assert.equal(soleProducer("r", "Relu"), undefined, "an output of the graph too");
  assert.equal(soleProducer("a", "Split"), undefined, "both inputs of a node");
  assert.equal(soleProducer("b", "Split"), undefined, "a node of two outputs");
  assert.equal(soleProducer("g", "Gelu"), undefined, "of another domain");
  assert.equal(soleProducer(undefined, "Conv"), undefined);
});

Deno.test("constant() finds an initializer that no input of the graph can replace", () => {
  const { constant } = indexGraph(graph);
  assert.equal(constant("w")?.name, "w");
  for (const value of ["replaced", "x", "c", "", undefined]) {
    assert.equal(constant(value), undefined, `${value}`);
  }
});

Deno.test("readers() counts inputs of nodes and outputs of the graph", () => {
  const { readers } = indexGraph(graph);
  const counts = ["c", "a", "r", "y", "n", "nowhere"].map(readers);
  assert.deepEqual(counts, [1, 2, 2, 1, 0, 0]);
});
